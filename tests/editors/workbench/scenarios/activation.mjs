import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import { copyWorkspace, until } from "../workbench.mjs";

export const name = "activation";
export const about = "asleep without manifests; a broken project; two roots; an untrusted workspace";

export async function run({ sharedHost, open, step, picture, workspaces }) {
  const server = await sharedHost();

  await step("a folder without YAML: the extension is not activated", async () => {
    const folder = copyWorkspace(path.join(workspaces, "plain"));
    writeFileSync(path.join(folder, "notes.txt"), "nothing to see\n");
    const window = await open(server, folder, "notes.txt");
    await window.command("Developer: Show Running Extensions");
    await window.page.locator(".runtime-extensions-editor .monaco-list-row").first().waitFor();
    const listed = await window.page.locator(".runtime-extensions-editor").innerText();
    if (/dpone manifests/i.test(listed)) throw new Error(`it runs: ${listed}`);
    await window.close();
  });

  await step("a folder with other YAML: asleep, no server, no status bar item, no word", async () => {
    const window = await open(server, copyWorkspace(path.join(workspaces, "plain")), "deployment.yaml");
    // The extension's door is open by now: its commands answer the palette's search.
    await window.command("Developer: Show Running Extensions");
    await until("the door is there", async () => /dpone manifests/i.test(await window.page.locator(".runtime-extensions-editor").innerText()));
    if (server.servers().length > 0) throw new Error("a server was started");
    if ((await window.statusBar()) !== undefined) throw new Error("there is a status bar item");
    if ((await window.page.locator(".notification-list-item").count()) > 0) throw new Error("there is a notification");
    await window.close();
  });

  await step("a broken project: the faults stand where they are, the rest works", async () => {
    const window = await open(server, copyWorkspace(path.join(workspaces, "broken")), "broken.batch.yaml");
    await window.expectSquiggle("error");
    await window.problems();
    await window.expectVisible(".markers-panel .monaco-list-row", "not closed");
    await window.shot("broken-project");
    await window.close();
  });

  await step("two roots: one server checks both", async () => {
    const folder = copyWorkspace(path.join(workspaces, "two"));
    const window = await open(server, path.join(folder, "two.code-workspace"), "north/north.yaml");
    await window.expectInEditor("mode: auto⟶ partition_replace", "the strategy behind auto in the first root");
    await window.openFile("south.yaml");
    await window.expectSquiggle("error");
    await until("one server runs", () => server.servers().length === 1);
    await window.close();
  });

  await sharedHost({ "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never" });
  await step("an untrusted workspace: checked by the bundled server, its own Python left alone", async () => {
    const folder = copyWorkspace(path.join(workspaces, "main"));
    const trap = path.join(folder, ".venv", "bin", "python");
    const sprung = path.join(folder, "sprung");
    mkdirSync(path.dirname(trap), { recursive: true });
    writeFileSync(trap, `#!/bin/sh\ntouch '${sprung}'\n`, { mode: 0o755 });
    const window = await open(server, folder, "manifests/faulty.yaml");
    await window.expectSquiggle("error");
    await until("the log tells why", () => server.log("dpone").includes("The workspace is not trusted"));
    if (existsSync(sprung)) throw new Error("the workspace's Python was run");
    await window.close();
  });
}
