import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import { copyWorkspace, until } from "../workbench.mjs";

export const name = "resilience";
export const about = "a killed server comes back; no Python at all; a wrong setting: each is said with its cure";

export async function run({ host, sharedHost, open, step, picture, out, workspaces, extensionFolder }) {
  const server = await host("host");
  const folder = copyWorkspace(path.join(workspaces, "main"));
  const window = await open(server, folder, "manifests/faulty.yaml");
  await window.expectSquiggle("error");

  await step("the server is killed: another takes over and finds the fault again", async () => {
    const [first] = server.servers();
    process.kill(first, "SIGKILL");
    await until("another server runs", () => server.servers().some((pid) => pid !== first));
    await window.expectSquiggle("error");
    await window.place(readFileSync(path.join(folder, "manifests/faulty.yaml"), "utf8"), "uniqe_key", 2);
    await window.hoverAtCursor("unique_key");
    await window.page.keyboard.press("Escape");
  });

  await step("restart by command", async () => {
    const [first] = server.servers();
    await window.command("dpone: Restart Server");
    await until("another server runs", () => server.servers().length === 1 && !server.servers().includes(first));
    await window.expectSquiggle("error");
  });
  await window.close();

  await step("closing the window leaves no server behind", async () => {
    await server.stop();
    await until("no server is left", () => server.servers().length === 0);
  });

  await step("no Python at all: said with what to do, and the editor stays usable", async () => {
    const bare = await host("no-python", { environment: withoutPython(out) });
    const other = await open(bare, copyWorkspace(path.join(workspaces, "main")), "manifests/faulty.yaml");
    await other.notification("no Python was found");
    for (const button of ["Select interpreter", "Show log", "Restart"]) await other.page.locator(".notification-list-item .monaco-button", { hasText: button }).first().waitFor();
    await picture(other, "no-python", { notifications: true });
    await other.page.locator(".notification-list-item .monaco-button", { hasText: "Show log" }).first().click();
    await other.expectVisible(".output-view, .panel .monaco-editor", "no Python was found", "the log is shown");
    await other.close();
    await bare.stop();
  });

  await step("a Python that is too old: said with its version and the one that is needed", async () => {
    const old = path.join(out, "python3.9");
    writeFileSync(old, '#!/bin/sh\necho \'dpone-probe:{"version":[3,9,2],"server":null,"missing":[],"fast":false}\'\n', { mode: 0o755 });
    const other = await sharedHost({ "dpone.server.interpreter": old });
    const window = await open(other, copyWorkspace(path.join(workspaces, "main")), "manifests/faulty.yaml");
    await window.notification("3.9.2");
    await window.notification("3.11");
    await window.close();
  });

  await step("a server of another version: said, with both versions and a way out", async () => {
    const other = await sharedHost({
      "dpone.server.path": path.join(extensionFolder, "test", "fakeServer", "fake_dpone_server.py"),
      "dpone.server.args": ["--version-is", "9.9.0"],
    });
    const window = await open(other, copyWorkspace(path.join(workspaces, "main")), "manifests/faulty.yaml");
    await window.notification("the server is 9.9.0");
    await window.page.locator(".notification-list-item .monaco-button", { hasText: "Use bundled server" }).first().waitFor();
    await window.close();
  });

  await step("a setting that names nothing: said, and cured by correcting it", async () => {
    const wrong = await sharedHost({ "dpone.server.interpreter": "/nowhere/python" });
    const other = await open(wrong, copyWorkspace(path.join(workspaces, "main")), "manifests/faulty.yaml");
    await other.notification("/nowhere/python cannot run the server: there is no such file");
    await other.closeNotifications();
    await other.command("dpone: Select Interpreter");
    await other.pick("Search automatically");
    await other.expectSquiggle("error");
    await other.close();
  });
}

/** An environment with the tools that code-server needs and no Python in sight; a real shell would bring its own PATH. */
function withoutPython(out) {
  const bin = path.join(out, "bin");
  const home = path.join(out, "home");
  mkdirSync(bin, { recursive: true });
  mkdirSync(home, { recursive: true });
  for (const tool of ["sh", "bash", "env", "uname", "dirname", "readlink", "cat", "ps", "which"]) {
    const found = ["/bin", "/usr/bin"].map((directory) => path.join(directory, tool)).find(existsSync);
    if (found !== undefined) symlinkSync(found, path.join(bin, tool));
  }
  symlinkSync(process.execPath, path.join(bin, "node"));
  const shell = path.join(bin, "no-shell");
  writeFileSync(shell, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  return { PATH: bin, HOME: home, LANG: "C.UTF-8", SHELL: shell };
}
