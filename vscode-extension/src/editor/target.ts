// What a command is about: the process a lens or an action names, else the one at the cursor.

import * as vscode from "vscode";

import type { Target } from "../server/protocol.js";

/** The target in a command's arguments, or the manifest in the active editor and the cursor in it. */
export function targetOf(args: readonly unknown[]): Target | undefined {
  const [first] = args;
  if (isTarget(first)) return first;
  // Menus pass the file's address; the cursor is the editor's.
  const editor = first instanceof vscode.Uri ? editorOf(first) : vscode.window.activeTextEditor;
  if (editor?.document.languageId !== "yaml" || editor.document.uri.scheme === "dpone") return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

function isTarget(value: unknown): value is Target {
  return typeof value === "object" && value !== null && "uri" in value && typeof value.uri === "string";
}

function editorOf(uri: vscode.Uri): vscode.TextEditor | undefined {
  const key = uri.toString();
  return vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === key);
}
