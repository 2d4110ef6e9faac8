import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { describe, expect, test } from "vitest";

import { isRecentEnough, isRefusal, probe, readAnswer } from "../../src/server/probe";

const PYTHON = process.env["DPONE_TEST_PYTHON"] ?? "python3";

function script(text: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "dpone-probe-")), "python");
  writeFileSync(file, text, { mode: 0o755 });
  return file;
}

describe("asking an interpreter", () => {
  test("a real Python tells its version", async () => {
    const answer = await probe(PYTHON, tmpdir());
    if (isRefusal(answer)) throw new Error(answer.reason);
    expect(answer.version[0]).toBe(3);
    expect(isRecentEnough(answer)).toBe(answer.version[1] >= 11);
  });

  test("modules of the folder it is started in are not imported", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "dpone-hostile-"));
    writeFileSync(path.join(folder, "json.py"), "raise SystemExit('the workspace was executed')\n");
    const answer = await probe(PYTHON, folder);
    expect(isRefusal(answer)).toBe(false);
  });

  test("a file that is not there", async () => {
    expect(await probe("/nowhere/python", tmpdir())).toEqual({ path: "/nowhere/python", reason: "there is no such file" });
  });

  test("a shim that has no version to run passes on its own words", async () => {
    const shim = script("#!/bin/sh\necho 'pyenv: version 3.99 is not installed' >&2\nexit 1\n");
    expect(await probe(shim, tmpdir())).toEqual({ path: shim, reason: "it said: pyenv: version 3.99 is not installed" });
  });

  test("a program that is not a Python", async () => {
    const answer = await probe(script("#!/bin/sh\nexit 0\n"), tmpdir());
    expect(answer).toMatchObject({ reason: "it gave no answer; it may not be a Python" });
  });
});

describe("reading the answer", () => {
  const said = (answer: object): string => `noise of a start-up hook\r\ndpone-probe:${JSON.stringify(answer)}\r\n`;

  test("noise around the answer does not matter", () => {
    expect(readAnswer("/py", null, said({ version: [3, 13, 0], server: "1.0", missing: [], fast: true }), "")).toEqual({
      path: "/py",
      version: [3, 13, 0],
      server: "1.0",
      missing: [],
      fastParser: true,
    });
  });

  test("a server that lacks a module is not one", () => {
    expect(readAnswer("/py", null, said({ version: [3, 13, 0], server: "1.0", missing: ["pygls"], fast: false }), "")).toMatchObject({
      server: undefined,
      missing: ["pygls"],
    });
  });
});
