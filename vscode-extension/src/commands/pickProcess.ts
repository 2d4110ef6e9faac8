// Names one process where a place or a file belongs to several.

import * as vscode from "vscode";

import type { Ask } from "../ask.js";
import type { ProcessAnswer, Target, TextAnswer } from "../server/protocol.js";

/** How the server names several processes that share a place. */
const SEVERAL = /^\d+ processes$/;

/**
 * The target with its process named, so that a document about it keeps its subject while the text moves. Where the place
 * belongs to several processes the user chooses; undefined when the user chose none.
 */
export async function oneProcess(ask: Ask, target: Target): Promise<Target | undefined> {
  if (target.process !== undefined) return target;
  const found = await processAt(ask, target);
  return found === undefined || SEVERAL.test(found) ? pickProcess(ask, target) : { uri: target.uri, process: found };
}

/** The process at the target's place, or the whole file where the place belongs to several or none. */
export async function processOrFile(ask: Ask, target: Target): Promise<Target> {
  if (target.process !== undefined) return target;
  const found = await processAt(ask, target);
  return found === undefined || SEVERAL.test(found) ? { uri: target.uri } : { uri: target.uri, process: found };
}

/** Lets the user choose among all processes of the file; a file of one needs no choice. */
export async function pickProcess(ask: Ask, target: Target): Promise<Target | undefined> {
  const answer = await ask<TextAnswer & { readonly processes?: readonly string[] }>("dpone.effectiveManifest", target);
  // Without a server there is no list: the command that follows says so.
  if (answer === undefined) return { uri: target.uri };
  const [only, ...others] = answer.processes ?? [];
  if (only !== undefined && others.length === 0) return { uri: target.uri, process: only };
  const picked = await vscode.window.showQuickPick([...(answer.processes ?? [])], { title: "Process", placeHolder: "Which process?" });
  return picked === undefined ? undefined : { uri: target.uri, process: picked };
}

async function processAt(ask: Ask, target: Target): Promise<string | undefined> {
  return (await ask<ProcessAnswer | null>("dpone.processAt", target))?.process;
}
