import { tmpdir } from "node:os";

import { describe, expect, test } from "vitest";

import { CrashPolicy } from "../../src/server/crashPolicy";
import { ServerProcess } from "../../src/server/process";
import { explain, lastWords, type Problem } from "../../src/server/problems";
import { explainSkew, skew } from "../../src/server/version";

describe("how often a dead server is started again", () => {
  test("three deaths are forgiven, the fourth within three minutes is a loop", () => {
    let now = 0;
    const policy = new CrashPolicy(() => now);
    const verdicts = [0, 1, 2, 3].map(() => {
      now += 10_000;
      return policy.died();
    });
    expect(verdicts.map(({ restart }) => restart)).toEqual([true, true, true, false]);
    expect(verdicts[3]?.count).toBe(4);
  });

  test("each start waits longer than the one before", () => {
    const policy = new CrashPolicy(() => 0);
    expect([policy.died().delay, policy.died().delay, policy.died().delay]).toEqual([250, 500, 1000]);
  });

  test("a death now and then is forgiven for ever", () => {
    let now = 0;
    const policy = new CrashPolicy(() => now);
    for (let hour = 0; hour < 10; hour += 1) {
      now += 3_600_000;
      expect(policy.died()).toMatchObject({ restart: true, count: 1 });
    }
  });

  test("a restart by the user forgives all", () => {
    const policy = new CrashPolicy(() => 0);
    [1, 2, 3, 4].forEach(() => policy.died());
    policy.forget();
    expect(policy.died()).toMatchObject({ restart: true, count: 1 });
  });
});

describe("versions", () => {
  test.each([
    ["0.3.0", "0.3.9", "none"],
    ["0.3.0", "0.2.9", "server-older"],
    ["0.3.0", "0.4.0", "server-newer"],
    ["1.3.0", "1.9.0", "none"],
    ["1.3.0", "1.2.0", "server-older"],
    ["1.3.0", "2.0.0", "server-newer"],
    ["2.0.0", "1.9.0", "server-older"],
    ["0.3.0", "0.3.0.dev1+local", "none"],
    ["0.3.0", "unknown", "none"],
    ["0.3.0", undefined, "none"],
  ])("extension %s, server %s: %s", (ours, theirs, expected) => {
    expect(skew(ours, theirs)).toBe(expected);
  });

  test("the sentences name both versions, the place and the cure", () => {
    const text = explainSkew("server-older", "0.3.0", "0.2.0", "dpone-lsp of .venv of project");
    expect(text).toContain("0.2.0 (dpone-lsp of .venv of project)");
    expect(text).toContain("0.3.0");
    expect(text).toContain("pip install --upgrade dpone-lsp");
  });
});

describe("messages", () => {
  const problems: Problem[] = [
    { kind: "no-python", looked: 7 },
    { kind: "python-too-old", path: "/bin/python3", version: "3.9.2" },
    { kind: "path-missing", path: "/gone" },
    { kind: "interpreter-refused", path: "/py", reason: "there is no such file" },
    { kind: "interpreter-too-old", path: "/py", version: "3.9.2" },
    { kind: "bundled-missing", path: "/py" },
    { kind: "start-failed", command: "/py", exit: "exit code 1", said: "Traceback\n  ...\nModuleNotFoundError: No module named 'pygls'\n" },
    { kind: "crash-loop", count: 4, minutes: 3, said: "MemoryError\n" },
  ];

  test.each(problems)("$kind: says what, and offers a way on", (problem) => {
    const { text, buttons } = explain(problem);
    expect(text).toMatch(/^dpone: /);
    expect(text).toMatch(/[.]$/);
    expect(text).not.toMatch(/an error occurred|undefined/i);
    expect(buttons).toContain("Show log");
    expect(buttons.length).toBeGreaterThan(1);
  });

  test("the last words are the line that names the fault", () => {
    expect(lastWords("Traceback\n  File x\nModuleNotFoundError: No module named 'pygls'\n\n")).toBe("Its last words: ModuleNotFoundError: No module named 'pygls'.");
    expect(lastWords(" \n")).toMatch(/^It said nothing/);
  });
});

describe("the server's process", () => {
  test("tells how it ended and what it said", async () => {
    const process = await ServerProcess.start("/bin/sh", ["-c", "echo no such module >&2; exit 3"], tmpdir());
    expect(await process.exited).toBe("exit code 3");
    expect(process.said).toContain("no such module");
  });

  test("is ended though it does not want to", async () => {
    const process = await ServerProcess.start("/bin/sh", ["-c", "trap '' TERM; while :; do sleep 0.1; done"], tmpdir());
    await process.end();
    expect(await process.exited).toBe("signal SIGKILL");
  });

  test("a command that cannot be run is an error, not a silence", async () => {
    await expect(ServerProcess.start("/nowhere/python", [], tmpdir())).rejects.toThrow(/ENOENT/);
  });
});
