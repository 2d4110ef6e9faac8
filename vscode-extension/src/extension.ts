// The extension's door. It stays asleep, a few kilobytes and no server, until the window shows or holds a manifest.

import * as vscode from "vscode";

import type { Awake } from "./activation.js";
import { COMMANDS } from "./commands/ids.js";
import { HEAD_LENGTH, LIKELY_NAMES, looksLikeManifest, SETTINGS_NAME } from "./manifests.js";

const MAX_LOOKED_AT = 50;

let awake: Promise<Awake> | undefined;

/** What other extensions and the tests may ask of this one. */
export interface DponeApi {
  /** Whether a manifest was met and the language client was started. */
  readonly isAwake: () => boolean;
  /** The running session, or undefined while asleep. */
  readonly session: () => Promise<Awake> | undefined;
}

export function activate(context: vscode.ExtensionContext): DponeApi {
  const wake = (): Promise<Awake> => {
    awake ??= startAwake(context);
    return awake;
  };
  for (const id of COMMANDS) {
    context.subscriptions.push(
      vscode.commands.registerCommand(id, async (...args: unknown[]) => (await wake()).runCommand(id, args)),
    );
  }
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer("dpone.decision", {
      deserializeWebviewPanel: async (panel, state) => {
        (await wake()).restoreDecisionPanel(panel, state);
      },
    }),
  );
  void watchForManifest(context, wake);
  return { isAwake: () => awake !== undefined, session: () => awake };
}

export async function deactivate(): Promise<void> {
  const session = awake;
  awake = undefined;
  await (await session)?.stop();
}

async function startAwake(context: vscode.ExtensionContext): Promise<Awake> {
  const { start } = await import("./activation.js");
  void vscode.commands.executeCommand("setContext", "dpone.awake", true);
  return start(context);
}

async function watchForManifest(context: vscode.ExtensionContext, wake: () => Promise<Awake>): Promise<void> {
  const listeners: vscode.Disposable[] = [];
  const awaken = (): void => {
    listeners.forEach((listener) => void listener.dispose());
    void wake();
  };
  const look = (document: vscode.TextDocument): boolean => document.languageId === "yaml" && looksLikeManifest(headOf(document));

  if (vscode.workspace.textDocuments.some(look)) {
    awaken();
    return;
  }
  listeners.push(
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (look(document)) awaken();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (look(document)) awaken();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(async () => {
      if (await workspaceHoldsManifest()) awaken();
    }),
  );
  context.subscriptions.push(...listeners);
  if (await workspaceHoldsManifest()) awaken();
}

function headOf(document: vscode.TextDocument): string {
  return document.getText(new vscode.Range(document.positionAt(0), document.positionAt(HEAD_LENGTH)));
}

async function workspaceHoldsManifest(): Promise<boolean> {
  if ((await vscode.workspace.findFiles(SETTINGS_NAME, undefined, 1)).length > 0) return true;
  for (const uri of await vscode.workspace.findFiles(LIKELY_NAMES, undefined, MAX_LOOKED_AT)) {
    try {
      const bytes = await vscode.workspace.fs.readFile(uri);
      if (looksLikeManifest(new TextDecoder().decode(bytes.subarray(0, HEAD_LENGTH)))) return true;
    } catch {
      // A file that vanished or cannot be read tells nothing; the next one may.
    }
  }
  return false;
}
