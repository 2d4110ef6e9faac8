// The extension once it is awake: one server, one panel, one status bar item, and the commands that use them.

import * as vscode from "vscode";

import type { Ask } from "./ask.js";
import { collectDiagnostics } from "./commands/collectDiagnostics.js";
import type { Command, CommandContext } from "./commands/context.js";
import { explain as explainDecision, openWhatIf } from "./commands/decision.js";
import type { CommandId } from "./commands/ids.js";
import { leaveToDpone } from "./commands/leaveToDpone.js";
import { showAuthoredDiff, showBlastRadius, showCertification, showEffectiveManifest, whyThisFile } from "./commands/manifest.js";
import { showMenu } from "./commands/menu.js";
import { newManifest } from "./commands/newManifest.js";
import { copyReplayCommand, previewReplayPlan } from "./commands/replay.js";
import { openRulePage } from "./commands/rulePage.js";
import { selectInterpreter } from "./commands/selectInterpreter.js";
import { restart, showLog } from "./commands/server.js";
import { DecisionPanel } from "./decision/panel.js";
import { TextDocuments } from "./documents.js";
import { StatusBar } from "./editor/statusBar.js";
import { Notices } from "./notices.js";
import { ServerManager } from "./server/manager.js";
import { onInterpreterChosen } from "./server/pythonExtension.js";
import { gatherSearch } from "./server/search.js";
import { LintTasks } from "./tasks.js";

const HANDLERS: Readonly<Record<CommandId, Command>> = {
  "dpone.showEffectiveManifest": showEffectiveManifest,
  "dpone.showAuthoredDiff": showAuthoredDiff,
  "dpone.explain": explainDecision,
  "dpone.openWhatIf": openWhatIf,
  "dpone.previewReplayPlan": previewReplayPlan,
  "dpone.copyReplayCommand": copyReplayCommand,
  "dpone.showCertification": showCertification,
  "dpone.showBlastRadius": showBlastRadius,
  "dpone.openRulePage": openRulePage,
  "dpone.whyThisFile": whyThisFile,
  "dpone.newManifest": newManifest,
  "dpone.restart": restart,
  "dpone.showLog": showLog,
  "dpone.selectInterpreter": selectInterpreter,
  "dpone.collectDiagnostics": collectDiagnostics,
  "dpone.leaveToDpone": leaveToDpone,
  "dpone.showMenu": showMenu,
};

/** Settings that decide which server runs; the others are read by the running server itself. */
const SERVER_SETTINGS = "dpone.server";

export interface Awake {
  readonly manager: ServerManager;
  readonly runCommand: (id: CommandId, args: readonly unknown[]) => Promise<void>;
  readonly restoreDecisionPanel: (panel: vscode.WebviewPanel, state: unknown) => void;
  readonly stop: () => Promise<void>;
}

export function start(extensionContext: vscode.ExtensionContext): Awake {
  const { extension, extensionPath, extensionUri, subscriptions } = extensionContext;
  const log = vscode.window.createOutputChannel("dpone", { log: true });
  const manager = new ServerManager({ log, directory: extensionPath, search: () => gatherSearch(extensionPath) });
  const ask: Ask = (command, argument, token) => manager.ask(command, argument, token);
  const panel = new DecisionPanel(extensionUri, ask);
  const documents = new TextDocuments(ask);
  const notices = new Notices({ manager, memory: extensionContext.globalState, log, version: (extension.packageJSON as { version: string }).version });
  const context: CommandContext = {
    ask,
    manager,
    log,
    panel,
    extension,
    reportServer: () => {
      notices.reportServer();
    },
  };

  subscriptions.push(
    log,
    manager,
    panel,
    documents,
    notices,
    new StatusBar(manager, ask),
    vscode.tasks.registerTaskProvider("dpone-lint", new LintTasks(manager)),
    manager.onDidChange((condition) => {
      if (condition.kind !== "running" || condition.info === undefined) return;
      documents.refresh();
      void panel.refresh();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SERVER_SETTINGS)) void manager.restart();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void manager.restart()),
  );
  void onInterpreterChosen(() => void manager.restart()).then((listener) => {
    if (listener !== undefined) subscriptions.push(listener);
  });
  void manager.restart();

  return {
    manager,
    runCommand: (id, args) => run(HANDLERS[id], context, args),
    restoreDecisionPanel: (webview, state) => {
      panel.restore(webview, state);
    },
    stop: () => manager.stop(),
  };
}

async function run(command: Command, context: CommandContext, args: readonly unknown[]): Promise<void> {
  try {
    await command(context, args);
  } catch (error) {
    // The server answers a request it cannot serve with a sentence made for the user.
    const text = error instanceof Error ? error.message : String(error);
    context.log.error(error instanceof Error ? error : text);
    void vscode.window.showWarningMessage(`dpone: ${text.replace(/^(Invalid Params: |dpone: )+/, "")}`);
  }
}
