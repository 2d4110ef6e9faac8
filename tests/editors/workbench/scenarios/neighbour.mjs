import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

import { copyWorkspace, until } from "../workbench.mjs";

export const name = "neighbour";
export const about = "beside the YAML extension: no fault is told twice, and it can be told to leave manifests to us";

export async function run({ host, open, step, picture, out, cache, workspaces, extensionFolder }) {
  const yamlServer = path.join(cache, "yaml-language-server", "node_modules", "yaml-language-server", "bin", "yaml-language-server");
  const server = await host("host", {
    vsixes: [packStandIn(out, extensionFolder)],
    environment: { ...process.env, YAML_LANGUAGE_SERVER: yamlServer },
  });
  const folder = copyWorkspace(path.join(workspaces, "neighbour"));
  const settings = () => JSON.parse(readFileSync(path.join(folder, ".vscode", "settings.json"), "utf8"));

  const window = await open(server, folder, "twice.yaml");
  await step("a key that is written twice is told once", async () => {
    await window.problems();
    // Both servers have looked at the file: theirs reports, ours fills the status bar.
    await window.expectVisible(".markers-panel .monaco-list-row", "Map keys must be unique", "the YAML extension reports it");
    await window.expectStatusBar("incremental_merge");
    await until("ours keeps quiet about it", async () => {
      const rows = await window.page.locator(".markers-panel .monaco-list-row").allInnerTexts();
      return rows.some((row) => row.includes("YAML")) && !rows.some((row) => row.includes("yaml-duplicate-key"));
    });
  });

  await window.openFile("stock.yaml");
  await step("a schema that contradicts us is noticed, and the cure offered", async () => {
    await window.expectSquiggle("error");
    await window.notification("checks this manifest against a JSON Schema");
    await window.shot("beside-yaml-extension");
    await window.page.locator(".notification-list-item .monaco-button", { hasText: "Show changes…" }).first().click();
  });
  await step("each change of settings is shown; nothing changes without a yes", async () => {
    const dialog = window.page.locator(".monaco-dialog-box");
    await dialog.waitFor();
    const text = await dialog.innerText();
    if (!text.includes("remove ./schemas/etl-config.schema.json") || !text.includes("yaml.disableSchemaDetection")) throw new Error(text);
    if (!("./schemas/etl-config.schema.json" in settings()["yaml.schemas"])) throw new Error("the settings changed before the yes");
    await window.shot("change-settings");
    await dialog.locator(".monaco-button", { hasText: "Change settings" }).click();
  });
  await step("the settings are changed and the contradiction is gone", async () => {
    await until("the settings are written", () => (settings()["yaml.disableSchemaDetection"] ?? []).includes("stock.yaml"));
    const schemas = Object.keys(settings()["yaml.schemas"]);
    if (schemas.join() !== "./schemas/other.schema.json") throw new Error(`left: ${schemas}`);
    await until("no error is left", async () => (await window.page.locator(".squiggly-error").count()) === 0);
  });
}

/** Bundles and packages the stand-in with the tools of our extension. */
function packStandIn(out, extensionFolder) {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const source = path.join(here, "..", "neighbour");
  const folder = path.join(out, "stand-in");
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(source, "package.json"), path.join(folder, "package.json"));
  const { buildSync } = createRequire(path.join(extensionFolder, "package.json"))("esbuild");
  buildSync({
    entryPoints: [path.join(source, "source.cjs")],
    outfile: path.join(folder, "extension.js"),
    bundle: true,
    platform: "node",
    external: ["vscode"],
    nodePaths: [path.join(extensionFolder, "node_modules")],
  });
  const vsix = path.join(out, "stand-in.vsix");
  execFileSync(process.execPath, [path.join(extensionFolder, "node_modules/@vscode/vsce/vsce"), "package", "--no-dependencies", "--skip-license", "--allow-missing-repository", "--out", vsix], { cwd: folder, stdio: "pipe" });
  return vsix;
}
