// What the user is told unasked, each thing once: a server that does not run, versions that do not fit, a slow parser,
// another extension that contradicts us.

import * as vscode from "vscode";

import { RED_HAT } from "./commands/leaveToDpone.js";
import { isFromSchema } from "./editor/duplicateDiagnostics.js";
import { looksLikeManifest } from "./manifests.js";
import type { Condition, ServerManager } from "./server/manager.js";
import { type Button, explain } from "./server/problems.js";
import { explainSkew, skew } from "./server/version.js";

const NEVER = "Do not tell again";

export interface NoticesOptions {
  readonly manager: ServerManager;
  /** Where "do not tell again" is remembered. */
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
  readonly version: string;
}

export class Notices implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable[];
  /** Notices already given in this window. */
  readonly #given = new Set<string>();

  constructor(private readonly options: NoticesOptions) {
    this.#subscriptions = [
      options.manager.onDidChange((condition) => void this.#onCondition(condition)),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => void this.#onDiagnostics(uris)),
    ];
  }

  dispose(): void {
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
  }

  /** Tells what is the matter with the server, because a command needed it. */
  reportServer(): void {
    const { condition } = this.options.manager;
    if (condition.kind === "failed") {
      void this.#tellFailure(condition);
      return;
    }
    void this.#offer("error", "dpone: the server is not running, so there is no answer.", ["Restart", "Show log"]);
  }

  async #onCondition(condition: Condition): Promise<void> {
    if (condition.kind === "failed") {
      await this.#tellFailure(condition);
      return;
    }
    if (condition.kind !== "running" || condition.info === undefined) return;
    const { version } = this.options;
    const kind = skew(version, condition.info.version);
    if (kind !== "none") {
      const buttons: Button[] = condition.found.kind === "bundled" ? ["Show log"] : ["Use bundled server", "Show log"];
      await this.#once(`skew-${version}-${condition.info.version}`, () => this.#offer("warning", explainSkew(kind, version, condition.info?.version ?? "", condition.found.origin), buttons));
    }
    if (condition.info.parser === "pure") await this.#tellSlowParser(condition);
  }

  async #tellFailure(condition: Extract<Condition, { kind: "failed" }>): Promise<void> {
    const { text, buttons } = explain(condition.problem);
    this.options.log.error(text);
    await this.#offer("error", text, buttons);
  }

  async #tellSlowParser(condition: Extract<Condition, { kind: "running" }>): Promise<void> {
    const python = condition.found.interpreter;
    const name = python === undefined ? "this Python" : `Python ${python.version.join(".")}`;
    const cure = python === undefined ? "pip install ruamel.yaml.clib" : `${python.path} -m pip install ruamel.yaml.clib`;
    this.options.log.warn(`The fast YAML parser was not found for ${name}; the slower one is used. Cure: ${cure}`);
    await this.#once("slow-parser", async () => {
      const copy = "Copy command";
      const answer = await vscode.window.showInformationMessage(
        `dpone: the fast YAML parser was not found for ${name}; the slower one (about 8 times) is used. \`${cure}\` cures it.`,
        copy,
        NEVER,
      );
      if (answer === copy) await vscode.env.clipboard.writeText(cure);
      return answer;
    });
  }

  async #onDiagnostics(uris: readonly vscode.Uri[]): Promise<void> {
    if (this.#given.has("red-hat") || vscode.extensions.getExtension(RED_HAT) === undefined) return;
    const contradicted = uris.some((uri) => {
      const document = vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri.toString());
      return document?.languageId === "yaml" && looksLikeManifest(document.getText()) && vscode.languages.getDiagnostics(uri).some(isFromSchema);
    });
    if (!contradicted) return;
    await this.#once("red-hat", async () => {
      const show = "Show changes…";
      const answer = await vscode.window.showInformationMessage(
        "dpone: the YAML extension checks this manifest against a JSON Schema, which refuses input that dpone runs. Its settings can leave dpone manifests to dpone.",
        show,
        NEVER,
      );
      if (answer === show) await vscode.commands.executeCommand("dpone.leaveToDpone");
      return answer;
    });
  }

  /** Gives a notice once per window, and never again once the user said so. */
  async #once(name: string, give: () => Promise<string | undefined>): Promise<void> {
    const remembered = `dpone.notice.${name}`;
    if (this.#given.has(name) || this.options.memory.get<boolean>(remembered, false)) return;
    this.#given.add(name);
    if ((await give()) === NEVER) await this.options.memory.update(remembered, true);
  }

  async #offer(kind: "error" | "warning", text: string, buttons: readonly Button[]): Promise<string | undefined> {
    const all = kind === "warning" ? [...buttons, NEVER] : [...buttons];
    const answer = kind === "error" ? await vscode.window.showErrorMessage(text, ...all) : await vscode.window.showWarningMessage(text, ...all);
    await press(answer as Button | undefined);
    return answer;
  }
}

async function press(button: Button | undefined): Promise<void> {
  switch (button) {
    case "Show log":
      await vscode.commands.executeCommand("dpone.showLog");
      return;
    case "Select interpreter":
      await vscode.commands.executeCommand("dpone.selectInterpreter");
      return;
    case "Restart":
      await vscode.commands.executeCommand("dpone.restart");
      return;
    case "Open settings":
      await vscode.commands.executeCommand("workbench.action.openSettings", "dpone.server");
      return;
    case "Use bundled server": {
      const target = vscode.workspace.workspaceFolders === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
      await vscode.workspace.getConfiguration("dpone.server").update("useBundled", true, target);
      return;
    }
    default:
  }
}
