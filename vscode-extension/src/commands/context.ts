// What every command is given, and how it says that it cannot do its work.

import * as vscode from "vscode";

import type { Ask } from "../ask.js";
import type { DecisionPanel } from "../decision/panel.js";
import { targetOf } from "../editor/target.js";
import type { ServerManager } from "../server/manager.js";
import type { Target } from "../server/protocol.js";

export interface CommandContext {
  readonly ask: Ask;
  readonly manager: ServerManager;
  readonly log: vscode.LogOutputChannel;
  readonly panel: DecisionPanel;
  readonly extension: vscode.Extension<unknown>;
  /** Shows what is the matter with the server, with buttons. */
  readonly reportServer: () => void;
}

export type Command = (context: CommandContext, args: readonly unknown[]) => Promise<void>;

/** A command about a process: it runs with the target, or says that there is none. */
export function aboutProcess(run: (context: CommandContext, target: Target) => Promise<boolean>): Command {
  return async (context, args) => {
    const target = targetOf(args);
    if (target === undefined) {
      void vscode.window.showInformationMessage("dpone: this needs a manifest. Open one and place the cursor in a process.");
      return;
    }
    if (!(await run(context, target))) context.reportServer();
  };
}

/** The same target with the process at its position named, so that a document about it keeps its subject while the text moves. */
export async function settle(ask: Ask, target: Target): Promise<Target> {
  if (target.process !== undefined || target.position === undefined) return target;
  const found = await ask<{ readonly process: string } | null>("dpone.processAt", { uri: target.uri, position: target.position });
  return found === undefined || found === null ? { uri: target.uri } : { uri: target.uri, process: found.process };
}
