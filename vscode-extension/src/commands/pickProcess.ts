// Lets the user choose another process of a manifest.

import * as vscode from "vscode";

import type { Ask } from "../ask.js";
import type { Target } from "../server/protocol.js";

interface Choice extends vscode.QuickPickItem {
  readonly selector: string;
}

/** The processes of a document as the server's `dpone.processes` lists them. */
interface Listed {
  readonly processes: readonly { readonly process: string; readonly summary?: string }[];
}

export async function pickProcess(ask: Ask, uri: string): Promise<Target | undefined> {
  const listed = await ask<Listed>("dpone.processes", { uri });
  if (listed === undefined) return undefined;
  const choices = listed.processes.map<Choice>(({ process, summary }) => ({ label: process, selector: process, ...(summary === undefined ? {} : { description: summary }) }));
  const picked = await vscode.window.showQuickPick(choices, { title: "Process", placeHolder: "Which process?", matchOnDescription: true });
  return picked === undefined ? undefined : { uri, process: picked.selector };
}
