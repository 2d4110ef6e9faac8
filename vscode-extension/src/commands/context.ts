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
    const target = targetOf(args) ?? context.panel.activeTarget;
    if (target === undefined) {
      void vscode.window.showInformationMessage("dpone: this needs a manifest. Open one and place the cursor in a process.");
      return;
    }
    if (!(await run(context, target))) context.reportServer();
  };
}
