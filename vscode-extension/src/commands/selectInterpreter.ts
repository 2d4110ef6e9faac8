// Lets the user choose the Python that runs the server; what each one offers is asked before it is shown.

import * as vscode from "vscode";

import { type Candidate, machineInterpreters, projectInterpreters } from "../server/candidates.js";
import { isRecentEnough, isRefusal, probe, type ProbeResult } from "../server/probe.js";
import { interpreterOfPythonExtension } from "../server/pythonExtension.js";
import { surroundings } from "../server/search.js";
import type { Command } from "./context.js";

interface Choice extends vscode.QuickPickItem {
  readonly interpreter?: string;
  readonly action?: "browse" | "search";
}

const MAX_ASKED = 25;

export const selectInterpreter: Command = async ({ extension, manager }) => {
  const picker = vscode.window.createQuickPick<Choice>();
  picker.title = "Python that runs the dpone server";
  picker.placeholder = "Looking for interpreters…";
  picker.matchOnDetail = true;
  picker.busy = true;
  const fixed: Choice[] = [
    { label: "$(search) Search automatically", description: "empty dpone.server.interpreter", action: "search" },
    { label: "$(folder-opened) Browse…", description: "choose a Python executable", action: "browse" },
  ];
  picker.items = fixed;
  const chosen = new Promise<Choice | undefined>((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]);
    });
    picker.onDidHide(() => {
      resolve(undefined);
    });
  });
  picker.show();
  void (async () => {
    const candidates = await allCandidates();
    const answers = await Promise.all(
      candidates.slice(0, MAX_ASKED).map(async (candidate) => ({ candidate, answer: await probe(candidate.path, extension.extensionPath, candidate.prefix) })),
    );
    picker.items = [...answers.flatMap(({ candidate, answer }) => choiceFor(candidate, answer)), ...fixed];
    picker.placeholder = "An interpreter with its own dpone-lsp uses that; any other runs the bundled server";
    picker.busy = false;
  })();

  const choice = await chosen;
  picker.dispose();
  if (choice === undefined) return;
  const interpreter = choice.action === "browse" ? await browse() : choice.action === "search" ? "" : choice.interpreter;
  if (interpreter === undefined) return;
  const target = vscode.workspace.workspaceFolders === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
  const settings = vscode.workspace.getConfiguration("dpone.server");
  const unchanged = settings.get("interpreter", "") === interpreter;
  await settings.update("interpreter", interpreter === "" ? emptied(settings, target) : interpreter, target);
  // A changed setting restarts the server by itself.
  if (unchanged) await manager.restart();
};

/** Nothing, or an empty text where the workspace must override a value of the user settings. */
function emptied(settings: vscode.WorkspaceConfiguration, target: vscode.ConfigurationTarget): "" | undefined {
  const hidden = settings.inspect<string>("interpreter")?.globalValue ?? "";
  return target === vscode.ConfigurationTarget.Workspace && hidden !== "" ? "" : undefined;
}

async function allCandidates(): Promise<Candidate[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const around = surroundings();
  const list: Candidate[] = [];
  if (vscode.workspace.isTrusted) {
    const chosen = await interpreterOfPythonExtension(vscode.workspace.workspaceFolders?.[0]?.uri);
    if (chosen !== undefined) list.push({ path: chosen, from: "the Python extension", ofProject: true });
    list.push(...projectInterpreters(folders, around));
  }
  list.push(...machineInterpreters(around, vscode.workspace.isTrusted ? [] : folders));
  return [...new Map(list.map((candidate) => [candidate.path, candidate])).values()];
}

function choiceFor(candidate: Candidate, answer: ProbeResult): Choice[] {
  if (isRefusal(answer) || !isRecentEnough(answer)) return [];
  const own = answer.server === undefined ? "runs the bundled server" : `has dpone-lsp ${answer.server}`;
  return [{ label: `Python ${answer.version.join(".")}`, description: `${candidate.from}, ${own}`, detail: candidate.path, interpreter: candidate.path }];
}

async function browse(): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({ title: "Python executable", canSelectMany: false, openLabel: "Use" });
  return picked?.[0]?.fsPath;
}
