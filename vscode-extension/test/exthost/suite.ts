// The cases, in order: asleep, awake, the editor's providers, commands, a killed server, servers that misbehave.

import * as assert from "node:assert/strict";
import * as path from "node:path";

import * as vscode from "vscode";

import type { Awake } from "../../src/activation";
import type { DponeApi } from "../../src/extension";

export interface Case {
  readonly name: string;
  readonly run: () => Promise<void>;
}

const PATIENCE_MS = 90_000;
const FAKE_SERVER = process.env["DPONE_FAKE_SERVER"] ?? "";

export function suite(): Case[] {
  return [
    { name: "a YAML file that is no manifest leaves the extension asleep", run: staysAsleep },
    { name: "a text that becomes a manifest while it is typed wakes it", run: wakesWhileTyping },
    { name: "diagnostics have source, rule and a link to the rule's page", run: diagnostics },
    { name: "a finding in a preset is told once, whether the preset is open or not", run: toldOnce },
    { name: "hover, inlay hint and quick fix come through the editor's interfaces", run: providers },
    { name: "the quick fix, applied as the editor applies it, removes the finding", run: quickFix },
    { name: "commands of the server are reachable and described", run: serverInfo },
    { name: "documents the server writes are read-only", run: readOnly },
    { name: "a server that is killed comes back and reports again", run: comesBack },
    { name: "settings changes reach the server", run: settingsReachServer },
    { name: "the task runs dpone-lint and its lines become problems", run: lintTask },
    { name: "a server that ends at once is reported, with its last words", run: endsAtOnce },
    { name: "a server that keeps crashing is given up after four deaths", run: crashLoop },
    { name: "the search takes over again when the setting is emptied", run: recovers },
  ];
}

async function staysAsleep(): Promise<void> {
  await show("plain.yaml");
  const api = await extensionApi();
  assert.equal(api.isAwake(), false);
}

async function wakesWhileTyping(): Promise<void> {
  const api = await extensionApi();
  const document = await vscode.workspace.openTextDocument({ language: "yaml", content: "" });
  await vscode.window.showTextDocument(document);
  assert.equal(api.isAwake(), false);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), "kind: dpone.batch.v1\n");
  await vscode.workspace.applyEdit(edit);
  await until("the extension is awake", () => api.isAwake());
  await running();
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
}

async function diagnostics(): Promise<void> {
  const { uri } = await show("faulty.yaml");
  const [found] = await findings(uri);
  assert.ok(found);
  assert.equal(found.source, "dpone");
  assert.ok(typeof found.code === "object");
  assert.equal(found.code.value, "unknown-key");
  assert.equal(found.code.target.scheme, "command");
  assert.match(decodeURIComponent(found.code.target.query), /\[\{"rule":"unknown-key"\}\]/);
}

async function toldOnce(): Promise<void> {
  const [preset] = await vscode.workspace.findFiles("**/house.yaml");
  assert.ok(preset);
  const keyless = (): vscode.Diagnostic[] => ours(preset).filter(({ message }) => message.includes("unique_key"));
  await show("shop.yaml");
  await until("the preset's finding is shown while it is closed", () => keyless().length === 1);
  const line = keyless()[0]?.range.start.line ?? 0;
  const document = await show("house.yaml");
  const edit = new vscode.WorkspaceEdit();
  edit.insert(preset, new vscode.Position(0, 0), "# a comment\n");
  await vscode.workspace.applyEdit(edit);
  await until("the finding has moved with the edit", () => keyless().some(({ range }) => range.start.line === line + 1));
  assert.equal(keyless().length, 1, keyless().map(({ range }) => `line ${range.start.line}`).join(", "));
  assert.ok(document.isDirty);
  await vscode.commands.executeCommand("workbench.action.files.revert");
}

async function providers(): Promise<void> {
  const document = await show("stock.yaml");
  const position = document.positionAt(document.getText().indexOf("mode: auto") + "mode: ".length);
  await until("the hover tells the decision", async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, position);
    return hovers.flatMap(({ contents }) => contents).some((content) => content instanceof vscode.MarkdownString && content.value.includes("partition_replace"));
  });
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>("vscode.executeInlayHintProvider", document.uri, whole);
  assert.ok(hints.some(({ label }) => (typeof label === "string" ? label : label.map(({ value }) => value).join("")).includes("partition_replace")));
  const actions = await codeActions(document.uri, new vscode.Range(position, position));
  assert.ok(actions.some(({ title }) => title === "Pin mode to `partition_replace`"), actions.map(({ title }) => title).join("; "));
}

async function quickFix(): Promise<void> {
  const document = await show("faulty.yaml");
  const [found] = await findings(document.uri);
  assert.ok(found);
  const fix = (await codeActions(document.uri, found.range)).find(({ title }) => title.startsWith("Rename to `unique_key`"));
  assert.ok(fix?.edit !== undefined || fix?.command !== undefined, "the fix has an edit");
  if (fix.edit !== undefined) assert.ok(await vscode.workspace.applyEdit(fix.edit));
  assert.match(document.getText(), /^ {4}unique_key: \[id\]$/m);
  await until("the finding is gone", () => ours(document.uri).every(({ code }) => typeof code !== "object" || code.value !== "unknown-key"));
  await vscode.commands.executeCommand("workbench.action.files.revert");
  await findings(document.uri);
}

async function serverInfo(): Promise<void> {
  const { manager } = await running();
  await until("the server describes itself", () => manager.condition.kind === "running" && manager.condition.info !== undefined);
  assert.ok(manager.condition.kind === "running");
  const { info, found, version } = manager.condition;
  assert.equal(info?.pid, manager.pid);
  assert.equal(version, info?.version);
  assert.equal(found.kind, "bundled");
}

async function readOnly(): Promise<void> {
  const document = await show("stock.yaml");
  await vscode.commands.executeCommand("dpone.showEffectiveManifest", { uri: document.uri.toString(), process: "stock_levels" });
  await until("the effective manifest is shown", () => vscode.window.activeTextEditor?.document.uri.scheme === "dpone");
  const shown = vscode.window.activeTextEditor?.document;
  assert.ok(shown);
  assert.equal(shown.languageId, "yaml");
  assert.match(shown.getText(), /stock_levels/);
  const before = shown.getText();
  await vscode.commands.executeCommand("type", { text: "x" });
  assert.equal(shown.getText(), before);
  assert.deepEqual(ours(shown.uri), []);
  await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
}

async function comesBack(): Promise<void> {
  const document = await show("faulty.yaml");
  await findings(document.uri);
  const { manager } = await running();
  const first = manager.pid;
  assert.ok(first !== undefined);
  process.kill(first, "SIGKILL");
  await until("the findings of the dead server go", () => manager.pid !== first);
  await running();
  assert.notEqual(manager.pid, first);
  await findings(document.uri);
}

async function settingsReachServer(): Promise<void> {
  const document = await show("faulty.yaml");
  await findings(document.uri);
  const settings = vscode.workspace.getConfiguration("dpone.lint");
  await settings.update("ignore", ["unknown-key"], vscode.ConfigurationTarget.Workspace);
  await until("the ignored rule is silent", () => ours(document.uri).every(({ code }) => typeof code !== "object" || code.value !== "unknown-key"));
  await settings.update("ignore", undefined, vscode.ConfigurationTarget.Workspace);
  await findings(document.uri);
}

async function lintTask(): Promise<void> {
  await running();
  const [task] = await vscode.tasks.fetchTasks({ type: "dpone-lint" });
  assert.ok(task, "the task is offered");
  const ended = new Promise<number | undefined>((resolve) => {
    const listener = vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution.task.definition.type !== "dpone-lint") return;
      listener.dispose();
      resolve(event.exitCode);
    });
  });
  await vscode.tasks.executeTask(task);
  assert.equal(await ended, 1, "dpone-lint finds the fault and says so by its exit code");
}

async function endsAtOnce(): Promise<void> {
  const { manager } = await awake();
  await useServer(["--crash-at-start"]);
  await until("the failure is known", () => manager.condition.kind === "failed");
  assert.ok(manager.condition.kind === "failed");
  const { problem } = manager.condition;
  assert.ok(problem.kind === "start-failed", problem.kind);
  assert.match(problem.said, /FakeStartError/);
}

async function crashLoop(): Promise<void> {
  const { manager } = await awake();
  await show("faulty.yaml");
  await useServer(["--crash-when-open"]);
  await until("it is given up", () => manager.condition.kind === "failed" && manager.condition.problem.kind === "crash-loop");
  assert.ok(manager.condition.kind === "failed" && manager.condition.problem.kind === "crash-loop");
  assert.equal(manager.condition.problem.count, 4);
  assert.match(manager.condition.problem.said, /FakeOpenError/);
  assert.equal(manager.pid, undefined);
}

async function recovers(): Promise<void> {
  const settings = vscode.workspace.getConfiguration("dpone.server");
  await settings.update("args", undefined, vscode.ConfigurationTarget.Workspace);
  await settings.update("path", undefined, vscode.ConfigurationTarget.Workspace);
  await running();
  await findings((await show("faulty.yaml")).uri);
}

async function useServer(args: readonly string[]): Promise<void> {
  assert.notEqual(FAKE_SERVER, "", "DPONE_FAKE_SERVER names an executable");
  const settings = vscode.workspace.getConfiguration("dpone.server");
  await settings.update("args", args, vscode.ConfigurationTarget.Workspace);
  await settings.update("path", FAKE_SERVER, vscode.ConfigurationTarget.Workspace);
}

async function extensionApi(): Promise<DponeApi> {
  const extension = vscode.extensions.getExtension<DponeApi>("dpone-lsp.dpone-manifests");
  assert.ok(extension, "the extension is installed");
  return extension.activate();
}

async function awake(): Promise<Awake> {
  const session = await (await extensionApi()).session();
  assert.ok(session, "the extension is awake");
  return session;
}

async function running(): Promise<Awake> {
  const session = await awake();
  await until("the server runs", () => session.manager.condition.kind === "running");
  return session;
}

async function show(name: string): Promise<vscode.TextDocument> {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(root);
  const [uri] = await vscode.workspace.findFiles(`**/${name}`, undefined, 1);
  assert.ok(uri, path.join(root.fsPath, name));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

function ours(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "dpone");
}

/** Waits for the findings of the faulty manifest. */
async function findings(uri: vscode.Uri): Promise<vscode.Diagnostic[]> {
  await until("findings are shown", () => ours(uri).some(({ code }) => typeof code === "object" && code.value === "unknown-key"));
  return ours(uri).filter(({ code }) => typeof code === "object" && code.value === "unknown-key");
}

async function codeActions(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", uri, range, undefined, 20);
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${PATIENCE_MS / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
