// Commands about replaying a failed run. They show and copy; nothing is executed.

import * as vscode from "vscode";

import type { Ask } from "../ask.js";
import { openText } from "../documents.js";
import type { ReplayAnswer, Target } from "../server/protocol.js";
import { aboutProcess, settle } from "./context.js";

export const previewReplayPlan = aboutProcess(async ({ ask }, given) => {
  const target = await settle(ask, given);
  const plan = await ask<ReplayAnswer>("dpone.replayPlan", target);
  if (plan === undefined) return false;
  const stage = await pickStage(plan.stages);
  if (stage === undefined) return true;
  return (await openText(ask, "dpone.replayPlan", { ...target, stage })) !== undefined;
});

export const copyReplayCommand = aboutProcess(async ({ ask }, target) => {
  const command = await replayCommand(ask, target);
  if (command === undefined) return false;
  await vscode.env.clipboard.writeText(command);
  void vscode.window.showInformationMessage(`dpone: copied, a plan only until you add --yes: ${command}`);
  return true;
});

async function replayCommand(ask: Ask, target: Target): Promise<string | undefined> {
  return (await ask<{ readonly command: string }>("dpone.replayCommand", await settle(ask, target)))?.command;
}

function pickStage(stages: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showQuickPick([...stages], {
    title: "Replay plan",
    placeHolder: "At which stage did the run fail?",
  });
}
