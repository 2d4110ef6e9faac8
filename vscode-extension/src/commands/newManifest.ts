// Starts a manifest from one of the snippets, as an unsaved file.

import { readFile } from "node:fs/promises";
import * as path from "node:path";

import * as vscode from "vscode";

import type { Command } from "./context.js";

interface Snippet {
  readonly prefix: string;
  readonly body: readonly string[];
  readonly description: string;
}

const WHOLE_FILE = "dpone-manifest-";

export const newManifest: Command = async ({ extension }) => {
  const file = path.join(extension.extensionPath, "snippets", "dpone.json");
  const snippets = JSON.parse(await readFile(file, "utf8")) as Record<string, Snippet>;
  const choices = Object.entries(snippets)
    .filter(([, { prefix }]) => prefix.startsWith(WHOLE_FILE))
    .map(([label, { description, body }]) => ({ label, description, body }));
  const choice = await vscode.window.showQuickPick(choices, { title: "New dpone manifest", placeHolder: "Which form?" });
  if (choice === undefined) return;
  const document = await vscode.workspace.openTextDocument({ language: "yaml", content: "" });
  const editor = await vscode.window.showTextDocument(document);
  await editor.insertSnippet(new vscode.SnippetString(choice.body.join("\n")));
};
