import { describe, expect, test } from "vitest";

import { documentAddress, readAddress } from "../../src/documentAddress";
import { type Finding, isFromSchema, withoutEchoes } from "../../src/editor/duplicateDiagnostics";
import { label } from "../../src/editor/statusText";
import { planChanges } from "../../src/redHat";
import { report } from "../../src/report";

const at = (line: number, code: string, source: string): Finding => ({ source, code, range: { start: { line } } });

describe("beside another YAML extension", () => {
  test("the same fault on the same line is said once", () => {
    const ours = [at(3, "yaml-duplicate-key", "dpone"), at(4, "yaml-duplicate-key", "dpone"), at(3, "unknown-key", "dpone")];
    expect(withoutEchoes(ours, [at(3, "", "YAML")])).toEqual([ours[1], ours[2]]);
  });

  test("a key written twice: we underline the first, a YAML parser the second", () => {
    const ours = [{ ...at(3, "yaml-duplicate-key", "dpone"), relatedInformation: [{ location: at(4, "", "") }] }];
    expect(withoutEchoes(ours, [at(4, "", "YAML")])).toEqual([]);
    expect(withoutEchoes(ours, [at(5, "", "YAML")])).toEqual(ours);
  });

  test("what says more than a YAML parser stays", () => {
    const ours = [at(3, "yaml-unquoted-template", "dpone")];
    expect(withoutEchoes(ours, [at(3, "", "YAML")])).toEqual(ours);
  });

  test("findings of others, and of a schema, silence nothing", () => {
    const ours = [at(3, "yaml-syntax-error", "dpone")];
    expect(withoutEchoes(ours, [at(3, "", "yaml-schema: dpone"), at(3, "", "other")])).toEqual(ours);
    expect(isFromSchema(at(0, "", "yaml-schema: etl-config"))).toBe(true);
    expect(isFromSchema(at(0, "", "YAML"))).toBe(false);
  });

  test("a code with a link counts by its name", () => {
    const linked = { source: "dpone", code: { value: "yaml-syntax-error" }, range: { start: { line: 1 } } };
    expect(withoutEchoes([linked], [at(1, "", "YAML")])).toEqual([]);
  });
});

describe("leaving manifests to us in Red Hat's settings", () => {
  const schemas = { "https://example.org/dpone/etl-config.schema.json": "*.yaml", "https://json.schemastore.org/github-workflow.json": ".github/**" };

  test("only dpone's own schemas are removed, and each layer keeps its own", () => {
    const [change, ...rest] = planChanges({ schemas: { workspace: schemas }, disableSchemaDetection: undefined }, undefined, "workspace");
    expect(change).toMatchObject({ key: "yaml.schemas", layer: "workspace", value: { "https://json.schemastore.org/github-workflow.json": ".github/**" } });
    expect(change?.sentence).toContain("remove https://example.org/dpone/etl-config.schema.json");
    expect(rest).toEqual([]);
  });

  test("manifests are excluded from detection, the open file by its own name when it has an unusual one", () => {
    const [change] = planChanges({ schemas: {}, disableSchemaDetection: ["*.helm.yaml", "*.flow.yml"] }, "loads/orders.yaml", "workspace");
    expect(change).toMatchObject({
      key: "yaml.disableSchemaDetection",
      value: ["*.helm.yaml", "*.flow.yml", "*.batch.yaml", "*.batch.yml", "*.flow.yaml", "loads/orders.yaml"],
    });
  });

  test("there is nothing to do twice", () => {
    const first = planChanges({ schemas: {}, disableSchemaDetection: [] }, "a.batch.yaml", "user");
    const done = first[0]?.value as string[];
    expect(planChanges({ schemas: {}, disableSchemaDetection: done }, "a.batch.yaml", "user")).toEqual([]);
  });
});

describe("addresses of documents", () => {
  test("hold all that is needed to ask again", () => {
    const argument = { uri: "file:///a/b%20c.yaml?x#y", process: "public.orders & ünï" };
    const address = documentAddress("Effective: a/b", "yaml", "dpone.effectiveManifest", argument, "text");
    expect(address.path).toBe("/Effective a b.yaml");
    expect(readAddress(address.query)).toEqual({ command: "dpone.effectiveManifest", argument, field: "text" });
  });

  test("a title of nothing but separators still has a name", () => {
    expect(documentAddress("///", "markdown", "c", {}, "text").path).toBe("/dpone.md");
  });
});

describe("the status bar", () => {
  test("says what auto becomes, or what is written", () => {
    const process = { process: "a", summary: "", strategy: "incremental_merge", merge_policy: "delete_insert" };
    expect(label({ ...process, authored_mode: "auto" })).toBe("$(symbol-event) auto ⟶ incremental_merge · delete_insert");
    expect(label({ ...process, authored_mode: "incremental_merge" })).toBe("$(symbol-event) incremental_merge · delete_insert");
    expect(label({ ...process, merge_policy: null })).toBe("$(symbol-event) incremental_merge");
    expect(label({ process: "41 processes", summary: "3 outcomes", strategy: null })).toBe("$(symbol-event) 41 processes, 3 outcomes");
    expect(label(undefined)).toBe("$(check) dpone");
  });
});

describe("collected diagnostics", () => {
  const facts = {
    extension: "0.1.0",
    editor: "Code 1.100",
    system: "linux x64",
    remote: undefined,
    trusted: false,
    folders: 2,
    trail: ["/bin/python3 (PATH): Python 3.12.1, no dpone-lsp"],
    lastWords: "a ``` fence in it",
    settings: { lint: { tier: "default" } },
    neighbours: [],
  };

  test("name the problem in the words of the message", () => {
    const text = report({ ...facts, condition: { kind: "failed", problem: { kind: "no-python", looked: 3 } } });
    expect(text).toContain("- Server: failed: dpone: no Python was found, and the server needs one (3 did not answer; the log says why)");
    expect(text).toContain("- /bin/python3 (PATH): Python 3.12.1, no dpone-lsp");
  });

  test("text of the server cannot break out of its block", () => {
    expect(report({ ...facts, condition: { kind: "stopped" } })).toContain("````text\na ``` fence in it\n````");
  });
});
