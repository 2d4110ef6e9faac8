import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

export const name = "virtual";
export const about = "a virtual workspace, which has no disk and no Python: the extension stays out, and says why";

export async function run({ host, open, step, out, extensionFolder }) {
  const server = await host("host", { vsixes: [pack(out, extensionFolder)] });
  const window = await open(server, "memory:/project");

  await step("a manifest of a virtual workspace is opened, and no server is started", async () => {
    await window.page.locator(".explorer-folders-view .monaco-list-row", { hasText: "stock.yaml" }).dblclick();
    await window.expectInEditor("mode: auto");
    await window.command("Developer: Show Running Extensions");
    await window.page.locator(".runtime-extensions-editor .monaco-list-row").first().waitFor();
    const listed = await window.page.locator(".runtime-extensions-editor").innerText();
    if (/dpone manifests/i.test(listed)) throw new Error(`it runs: ${listed}`);
    if (server.servers().length > 0) throw new Error("a server was started");
    if ((await window.statusBar()) !== undefined) throw new Error("there is a status bar item");
  });

  await step("the list of extensions says why", async () => {
    await window.page.keyboard.press("Control+Shift+x");
    const entry = window.page.locator(".extension-list-item", { hasText: "dpone manifests" }).first();
    await entry.click();
    await window.expectVisible(".extension-editor", "a virtual workspace has neither");
    await window.shot("virtual-workspace");
  });
}

/** Packages the extension that keeps a workspace in memory, with the tools of ours. */
function pack(out, extensionFolder) {
  const folder = path.join(out, "memory");
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "memory"), folder, { recursive: true });
  const vsix = path.join(out, "memory.vsix");
  execFileSync(process.execPath, [path.join(extensionFolder, "node_modules/@vscode/vsce/vsce"), "package", "--no-dependencies", "--skip-license", "--allow-missing-repository", "--out", vsix], { cwd: folder, stdio: "pipe" });
  return vsix;
}
