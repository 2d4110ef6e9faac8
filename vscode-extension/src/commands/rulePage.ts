// Opens the page of a rule: why it matters, examples, the fixed text.

import * as vscode from "vscode";

import { openMarkdown } from "../documents.js";
import { ruleOf } from "../editor/duplicateDiagnostics.js";
import type { Command } from "./context.js";

export const openRulePage: Command = async ({ ask, reportServer }, [first]) => {
  const rule = ruleIn(first) ?? (await pickRule());
  if (rule === undefined) return;
  if (!(await openMarkdown(ask, "dpone.rulePage", { rule }))) reportServer();
};

function ruleIn(argument: unknown): string | undefined {
  if (typeof argument === "string") return argument;
  if (typeof argument === "object" && argument !== null && "rule" in argument && typeof argument.rule === "string") return argument.rule;
  return undefined;
}

async function pickRule(): Promise<string | undefined> {
  const here = rulesInEditor();
  if (here.length === 0) {
    return vscode.window.showInputBox({ title: "Rule page", prompt: "Name of the rule", placeHolder: "unknown-key" });
  }
  const other = "Another rule…";
  const picked = await vscode.window.showQuickPick([...here, other], { title: "Rule page", placeHolder: "Rules that report something in this file" });
  if (picked !== other) return picked;
  return vscode.window.showInputBox({ title: "Rule page", prompt: "Name of the rule", placeHolder: "unknown-key" });
}

/** Rules that report in the active file, those on the cursor's line first. */
function rulesInEditor(): string[] {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return [];
  const line = editor.selection.active.line;
  const ours = vscode.languages.getDiagnostics(editor.document.uri).filter(({ source }) => source === "dpone");
  ours.sort((left, right) => Math.abs(left.range.start.line - line) - Math.abs(right.range.start.line - line));
  return [...new Set(ours.map(ruleOf).filter((rule) => rule !== undefined))];
}
