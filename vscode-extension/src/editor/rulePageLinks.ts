// Makes the rule name of a finding open its page in the editor: works without a network and matches the running server.

import * as vscode from "vscode";

import { ruleOf } from "./duplicateDiagnostics.js";

export const RULE_PAGE_COMMAND = "dpone.openRulePage";

/** The same diagnostic with its code linked to the rule's page; one without a rule name is left as it is. */
export function linkToRulePage(diagnostic: vscode.Diagnostic): vscode.Diagnostic {
  const rule = ruleOf(diagnostic);
  if (rule !== undefined) {
    const argument = encodeURIComponent(JSON.stringify([{ rule }]));
    diagnostic.code = { value: rule, target: vscode.Uri.parse(`command:${RULE_PAGE_COMMAND}?${argument}`) };
  }
  return diagnostic;
}
