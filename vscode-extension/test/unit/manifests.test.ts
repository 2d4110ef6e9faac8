import { describe, expect, test } from "vitest";

import { HEAD_LENGTH, looksLikeManifest } from "../../src/manifests";

describe("a text that reads like a dpone document", () => {
  test.each([
    ["a batch", "kind: dpone.batch.v1\nschemas: {}\n"],
    ["a quoted kind", "kind: 'dpone.flow.v1'\n"],
    ["a schema instead of a kind", "# comment\nschema: dpone.project.v1\n"],
    ["a mistyped kind of ours", "kind: dpone.bach.v1\n"],
    ["a single process", "name: a\nsource:\n  type: postgres\nsink: {type: mssql}\n"],
    ["a single process with quoted keys and CRLF", "name: a\r\n\"source\": {}\r\n'sink': {}\r\n"],
    ["a batch without a kind", "schemas:\n  public:\n    tables: [a]\n"],
    ["a batch with a foreign kind", "kind: dopne.batch.v1\nschemas:\n  public:\n    tables: [a]\n"],
  ])("%s", (_, text) => {
    expect(looksLikeManifest(text)).toBe(true);
  });

  test.each([
    ["nothing", ""],
    ["a compose file", "services:\n  db:\n    image: postgres\n"],
    ["a Kubernetes object", "apiVersion: batch/v1\nkind: Job\nspec: {}\n"],
    ["an OpenAPI document", "openapi: 3.1.0\ncomponents:\n  schemas:\n    Pet: {}\n"],
    ["a source alone", "source: a\n"],
    ["keys further in", "pipeline:\n  source: a\n  sink: b\n"],
    ["a kind in a comment", "# kind: dpone.batch.v1\n"],
    ["a longer word", "kinds: dpone.batch.v1\n"],
  ])("not: %s", (_, text) => {
    expect(looksLikeManifest(text)).toBe(false);
  });

  test("only the head is read, so that a huge file costs nothing", () => {
    expect(looksLikeManifest(`${"# x\n".repeat(HEAD_LENGTH / 4)}kind: dpone.batch.v1\n`)).toBe(false);
  });
});
