// The menu behind the status bar item: everything one can do with the process at the cursor and with the server.

import * as vscode from "vscode";

import { explain } from "../server/problems.js";
import type { Command } from "./context.js";
import type { CommandId } from "./ids.js";

interface Entry extends vscode.QuickPickItem {
  readonly command?: CommandId;
}

const PROCESS: readonly Entry[] = [
  { label: "$(question) Explain decision", command: "dpone.explain" },
  { label: "$(beaker) What if…", command: "dpone.openWhatIf" },
  { label: "$(layers) Show effective manifest", command: "dpone.showEffectiveManifest" },
  { label: "$(diff) Compare authored with effective manifest", command: "dpone.showAuthoredDiff" },
  { label: "$(history) Preview replay plan…", command: "dpone.previewReplayPlan" },
  { label: "$(copy) Copy replay command", command: "dpone.copyReplayCommand" },
  { label: "$(verified) Show certification of the route", command: "dpone.showCertification" },
  { label: "$(references) Show who inherits from this file", command: "dpone.showBlastRadius" },
  { label: "$(info) Why is this file (not) a manifest?", command: "dpone.whyThisFile" },
];

const SERVER: readonly Entry[] = [
  { label: "$(refresh) Restart server", command: "dpone.restart" },
  { label: "$(output) Show log", command: "dpone.showLog" },
  { label: "$(snake) Select interpreter…", command: "dpone.selectInterpreter" },
  { label: "$(bug) Collect diagnostics for a bug report", command: "dpone.collectDiagnostics" },
];

export const showMenu: Command = async ({ manager }) => {
  const { condition } = manager;
  const running = condition.kind === "running";
  const entries: Entry[] = [
    ...(running ? [{ label: "This process", kind: vscode.QuickPickItemKind.Separator }, ...PROCESS] : []),
    { label: "Server", kind: vscode.QuickPickItemKind.Separator },
    ...SERVER,
  ];
  const placeHolder = condition.kind === "failed" ? explain(condition.problem).text : running ? `Server ${condition.version ?? ""}: ${condition.found.origin}` : "The server is not running";
  const picked = await vscode.window.showQuickPick(entries, { title: "dpone", placeHolder });
  if (picked?.command !== undefined) await vscode.commands.executeCommand(picked.command);
};
