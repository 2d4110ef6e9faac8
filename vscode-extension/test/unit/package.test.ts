import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { describe, expect, test } from "vitest";
import { parse } from "yaml";

import { COMMANDS } from "../../src/commands/ids";
import { looksLikeManifest } from "../../src/manifests";

const ROOT = path.resolve(__dirname, "../..");
const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

interface Manifest {
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly submenu?: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown; readonly scope: string; readonly markdownDescription: string; readonly order: number }>> };
    readonly problemMatchers: readonly { readonly pattern: { readonly regexp: string } }[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly markdown: string }; readonly description: string }[] }[];
  };
}

const manifest = JSON.parse(read("package.json")) as Manifest;
const { contributes } = manifest;

describe("the commands", () => {
  test("those contributed are those registered", () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual([...COMMANDS].sort());
  });

  test("menus, keys and walkthrough name commands that exist", () => {
    const known = new Set<string>(COMMANDS);
    const inMenus = Object.values(contributes.menus).flat().flatMap(({ command }) => command ?? []);
    const inKeys = contributes.keybindings.map(({ command }) => command);
    const inSteps = contributes.walkthroughs.flatMap(({ steps }) => steps).flatMap(({ description }) => [...description.matchAll(/command:(dpone\.[A-Za-z]+)/g)].map(([, id]) => id ?? ""));
    expect([...inMenus, ...inKeys, ...inSteps].filter((id) => !known.has(id))).toEqual([]);
  });
});

describe("the settings", () => {
  test("each has a default, a scope, a place and a sentence", () => {
    for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
      expect(setting.default, name).toBeDefined();
      expect(setting.scope, name).toMatch(/^(resource|window|machine-overridable)$/);
      expect(setting.markdownDescription, name).toMatch(/[.]$/);
    }
  });

  test("every setting that decides which program runs is ignored in an untrusted workspace", () => {
    const deciding = Object.keys(contributes.configuration.properties).filter((name) => name.startsWith("dpone.server."));
    expect([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort()).toEqual(deciding.sort());
  });
});

describe("the walkthrough", () => {
  test("its pages exist, and so do their pictures", () => {
    for (const { media } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      const page = read(media.markdown);
      for (const [, picture] of page.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) {
        // Packaging copies them from where the workbench tests leave them.
        expect(existsSync(path.join(ROOT, "..", "docs", "images", picture ?? "")), picture).toBe(true);
      }
    }
  });
});

describe("the snippets", () => {
  const snippets = JSON.parse(read("snippets/dpone.json")) as Record<string, { readonly prefix: string; readonly body: readonly string[] }>;
  const expand = (body: readonly string[]): string =>
    body.join("\n").replaceAll(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1").replaceAll(/\$\{\d+:\$?([^}]*)\}/g, "$1").replaceAll(/\$\d+/g, "");

  test.each(Object.entries(snippets))("%s: its default expansion is YAML", (_, { prefix, body }) => {
    const text = expand(body);
    expect(() => parse(text) as unknown).not.toThrow();
    expect(prefix).toMatch(/^dpone-/);
    if (prefix.startsWith("dpone-manifest-")) expect(looksLikeManifest(text)).toBe(true);
  });
});

describe("the problem matcher", () => {
  const pattern = new RegExp(contributes.problemMatchers[0]?.pattern.regexp ?? "");

  test("reads a line of dpone-lint's concise format", () => {
    const match = pattern.exec("manifests/sales.batch.yaml:14:13: error[partition-column-missing] partition_replace needs sink.strategy.partition.column");
    expect(match?.slice(1)).toEqual(["manifests/sales.batch.yaml", "14", "13", "error", "partition-column-missing", "partition_replace needs sink.strategy.partition.column"]);
  });

  test("severities are in words that the editor knows", () => {
    expect(["error", "warning", "info", "information", "hint"].map((word) => pattern.exec(`a.yaml:1:1: ${word}[r] m`)?.[4])).toEqual(["error", "warning", "info", "info", "hint"]);
  });

  test("passes over the summary", () => {
    expect(pattern.test("2 findings (1 error, 1 warning) in 1 of 214 manifests")).toBe(false);
  });
});
