// The dpone-lint task: the same check as in CI, run by the Python that runs the server.

import * as vscode from "vscode";

import type { ServerManager } from "./server/manager.js";
import type { Found } from "./server/discover.js";

const TYPE = "dpone-lint";

interface Definition extends vscode.TaskDefinition {
  readonly paths?: readonly string[];
  readonly args?: readonly string[];
}

export class LintTasks implements vscode.TaskProvider {
  constructor(private readonly manager: ServerManager) {}

  async provideTasks(): Promise<vscode.Task[]> {
    const found = await this.#found();
    if (found === undefined) return [];
    return (vscode.workspace.workspaceFolders ?? []).map((folder) => task({ type: TYPE }, folder, found));
  }

  async resolveTask(given: vscode.Task): Promise<vscode.Task | undefined> {
    const found = await this.#found();
    const scope = given.scope;
    const folder = typeof scope === "object" ? scope : vscode.workspace.workspaceFolders?.[0];
    return found === undefined || folder === undefined ? undefined : task(given.definition as Definition, folder, found);
  }

  async #found(): Promise<Found | undefined> {
    await this.manager.settled();
    const { condition } = this.manager;
    return condition.kind === "running" ? condition.found : undefined;
  }
}

function task(definition: Definition, folder: vscode.WorkspaceFolder, found: Found): vscode.Task {
  const [command, ...args] = lintCommand(found);
  const asked = [...args, "--format", "concise", ...(definition.args ?? []), ...(definition.paths ?? ["."])];
  const execution = new vscode.ProcessExecution(command, asked, { cwd: folder.uri.fsPath });
  const made = new vscode.Task(definition, folder, "check manifests", "dpone-lint", execution, "$dpone-lint");
  made.group = vscode.TaskGroup.Test;
  made.detail = `dpone-lint ${(definition.paths ?? ["."]).join(" ")} in ${folder.name}`;
  return made;
}

/** How to run dpone-lint where the server was found. */
export function lintCommand(found: Found): [string, ...string[]] {
  switch (found.kind) {
    case "path":
      return [found.command.replace(/dpone-lsp(?=(\.exe)?$)/, "dpone-lint")];
    case "environment":
      return [found.command, "-m", "dpone_lsp.cli"];
    case "bundled":
      return [found.command, ...found.args.slice(0, found.args.findIndex((argument) => argument.endsWith("server.py"))), lintLauncher(found.args)];
  }
}

function lintLauncher(args: readonly string[]): string {
  const launcher = args.find((argument) => argument.endsWith("server.py")) ?? "server.py";
  return launcher.replace(/server\.py$/, "lint.py");
}
