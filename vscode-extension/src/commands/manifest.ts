// Commands that show what a manifest is and what becomes of it.

import * as vscode from "vscode";

import { openDiff, openMarkdown, openText } from "../documents.js";
import type { WhyAnswer } from "../server/protocol.js";
import { aboutProcess } from "./context.js";
import { oneProcess, processOrFile } from "./pickProcess.js";

export const showEffectiveManifest = aboutProcess(
  async ({ ask }, target) => (await openText(ask, "dpone.effectiveManifest", await processOrFile(ask, target))) !== undefined,
);

export const showAuthoredDiff = aboutProcess(async ({ ask }, given) => {
  const target = await oneProcess(ask, given);
  return target === undefined || openDiff(ask, "dpone.authoredDiff", target);
});

export const showCertification = aboutProcess(async ({ ask }, target) => openMarkdown(ask, "dpone.certification", await processOrFile(ask, target)));

export const showBlastRadius = aboutProcess(async ({ ask }, { uri }) => openMarkdown(ask, "dpone.blastRadius", { uri }));

export const whyThisFile = aboutProcess(async ({ ask }, { uri }) => {
  const answer = await ask<WhyAnswer>("dpone.whyManifest", { uri });
  if (answer === undefined) return false;
  void vscode.window.showInformationMessage(`dpone: ${answer.text}`);
  return true;
});
