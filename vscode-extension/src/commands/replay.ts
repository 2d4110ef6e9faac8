// Commands about replaying a failed run. They show and copy; nothing is executed.

import * as vscode from "vscode";

import { openMarkdown } from "../documents.js";
import type { ReplayAnswer } from "../server/protocol.js";
import { aboutProcess } from "./context.js";
import { oneProcess } from "./pickProcess.js";

export const previewReplayPlan = aboutProcess(async ({ ask }, given) => {
  const target = await oneProcess(ask, given);
  if (target === undefined) return true;
  const plan = await ask<ReplayAnswer>("dpone.replayPlan", target);
  if (plan === undefined) return false;
  const stage = await vscode.window.showQuickPick([...plan.stages], { title: plan.title, placeHolder: "At which stage did the run fail?" });
  return stage === undefined || openMarkdown(ask, "dpone.replayPlan", { ...target, stage });
});

export const copyReplayCommand = aboutProcess(async ({ ask }, given) => {
  const target = await oneProcess(ask, given);
  if (target === undefined) return true;
  const answer = await ask<{ readonly command: string }>("dpone.replayCommand", target);
  if (answer === undefined) return false;
  if (!answer.command.startsWith("dpone")) {
    // There is no command for this process, and the answer says why.
    void vscode.window.showInformationMessage(`dpone: ${answer.command}`);
    return true;
  }
  await vscode.env.clipboard.writeText(answer.command);
  void vscode.window.showInformationMessage(`dpone: copied; it plans only, until --yes is added: ${answer.command}`);
  return true;
});
