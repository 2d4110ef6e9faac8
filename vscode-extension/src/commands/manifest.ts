// Commands that show what a manifest is and what becomes of it.

import * as vscode from "vscode";

import { openDiff, openMarkdown, openText } from "../documents.js";
import type { WhyAnswer } from "../server/protocol.js";
import { aboutProcess, settle } from "./context.js";

export const showEffectiveManifest = aboutProcess(
  async ({ ask }, target) => (await openText(ask, "dpone.effectiveManifest", await settle(ask, target))) !== undefined,
);

export const showAuthoredDiff = aboutProcess(async ({ ask }, target) => openDiff(ask, "dpone.authoredDiff", await settle(ask, target)));

export const showCertification = aboutProcess(async ({ ask }, target) => openMarkdown(ask, "dpone.certification", await settle(ask, target)));

export const showBlastRadius = aboutProcess(async ({ ask }, target) => openMarkdown(ask, "dpone.blastRadius", { uri: target.uri }));

export const whyThisFile = aboutProcess(async ({ ask }, { uri }) => {
  const answer = await ask<WhyAnswer>("dpone.whyManifest", { uri });
  if (answer === undefined) return false;
  void vscode.window.showInformationMessage(`dpone: ${answer.text}`);
  return true;
});
