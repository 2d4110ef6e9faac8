// The status bar item: the decision of the process at the cursor, or what is the matter with the server.

import * as vscode from "vscode";

import type { Ask } from "../ask.js";
import { looksLikeManifest } from "../manifests.js";
import type { Condition, ServerManager } from "../server/manager.js";
import { explain } from "../server/problems.js";
import type { ProcessAnswer } from "../server/protocol.js";
import { label } from "./statusText.js";

const CURSOR_DELAY_MS = 120;

export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem("dpone.status", vscode.StatusBarAlignment.Left, 50);
  readonly #subscriptions: vscode.Disposable[];
  #request = new vscode.CancellationTokenSource();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly manager: ServerManager,
    private readonly ask: Ask,
  ) {
    this.#item.name = "dpone";
    this.#subscriptions = [
      this.#item,
      manager.onDidChange(() => {
        this.#soon();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.#soon();
      }),
      vscode.window.onDidChangeTextEditorSelection(() => {
        this.#soon();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) this.#soon();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("dpone.statusBar")) this.#soon();
      }),
    ];
    this.#soon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#request.cancel();
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#update(), CURSOR_DELAY_MS);
  }

  async #update(): Promise<void> {
    this.#request.cancel();
    this.#request = new vscode.CancellationTokenSource();
    const { token } = this.#request;
    const document = vscode.window.activeTextEditor?.document;
    const manifest = document?.languageId === "yaml" && document.uri.scheme !== "dpone" && looksLikeManifest(document.getText());
    void vscode.commands.executeCommand("setContext", "dpone.inManifest", manifest);

    const { condition } = this.manager;
    if (condition.kind === "failed") {
      this.#show("$(error) dpone", explain(condition.problem).text, "dpone.showMenu", "statusBarItem.errorBackground");
      return;
    }
    if (!manifest || !vscode.workspace.getConfiguration("dpone").get<boolean>("statusBar.enabled", true)) {
      this.#item.hide();
      return;
    }
    if (condition.kind !== "running") {
      this.#show(condition.kind === "starting" ? "$(loading~spin) dpone" : "$(circle-slash) dpone", condition.kind === "starting" ? "The dpone server is starting." : "The dpone server is stopped.", "dpone.showMenu");
      return;
    }
    const process = await this.#processAtCursor(token);
    if (token.isCancellationRequested) return;
    this.#show(label(process), tooltip(process, condition), "dpone.showMenu");
  }

  async #processAtCursor(token: vscode.CancellationToken): Promise<ProcessAnswer | undefined> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return undefined;
    const { line, character } = editor.selection.active;
    try {
      const argument = { uri: editor.document.uri.toString(), position: { line, character } };
      return (await this.ask<ProcessAnswer | null>("dpone.processAt", argument, token)) ?? undefined;
    } catch {
      // The item says less for a moment; the server's log has the reason.
      return undefined;
    }
  }

  #show(text: string, tip: string | vscode.MarkdownString, command: string, background?: string): void {
    this.#item.text = text;
    this.#item.tooltip = tip;
    this.#item.command = command;
    this.#item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
    this.#item.accessibilityInformation = { label: `dpone: ${typeof tip === "string" ? tip : text.replaceAll(/\$\([^)]*\)\s*/g, "")}`, role: "button" };
    this.#item.show();
  }
}

function tooltip(process: ProcessAnswer | undefined, condition: Extract<Condition, { kind: "running" }>): vscode.MarkdownString {
  const tip = new vscode.MarkdownString();
  if (process !== undefined) {
    tip.appendMarkdown("**");
    tip.appendText(process.process);
    tip.appendMarkdown("**\n\n");
    tip.appendText(process.summary);
    tip.appendMarkdown("\n\n---\n\n");
  }
  const parser = condition.info?.parser === "pure" ? ", without the fast YAML parser" : "";
  tip.appendText(`Server ${condition.version ?? "of unknown version"}: ${condition.found.origin}${parser}.`);
  return tip;
}
