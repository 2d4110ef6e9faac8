// The decision panel in the editor: one panel that follows a process of a manifest, also while the file is being edited.

import { randomBytes } from "node:crypto";

import * as vscode from "vscode";

import type { Ask } from "../ask.js";
import { pickProcess } from "../commands/pickProcess.js";
import { openMarkdown } from "../documents.js";
import type { Target } from "../server/protocol.js";
import { decisionPage } from "./html.js";
import type { FromPage, HintValues, ToPage, WhatIfAnswer } from "./model.js";

export const PANEL_TYPE = "dpone.decision";

const EDIT_DELAY_MS = 300;

export class DecisionPanel implements vscode.Disposable {
  #panel: vscode.WebviewPanel | undefined;
  #target: Target | undefined;
  #changes: HintValues = {};
  #focus: "ladder" | "form" | undefined;
  #request = new vscode.CancellationTokenSource();
  #timer: NodeJS.Timeout | undefined;
  readonly #listener: vscode.Disposable;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly ask: Ask,
  ) {
    this.#listener = vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.toString() !== this.#target?.uri) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.refresh(), EDIT_DELAY_MS);
    });
  }

  /** The process shown in the panel while the keyboard is in it. */
  get activeTarget(): Target | undefined {
    return this.#panel?.active === true ? this.#target : undefined;
  }

  /** Shows the panel for a process, beside the editor, with the keyboard in the ladder or in the form. */
  async open(target: Target, focus: "ladder" | "form"): Promise<void> {
    this.#target = target;
    this.#changes = {};
    this.#focus = focus;
    if (this.#panel === undefined) {
      const panel = vscode.window.createWebviewPanel(PANEL_TYPE, "Decision", { viewColumn: vscode.ViewColumn.Beside }, {
        enableScripts: true,
        localResourceRoots: this.#roots(),
      });
      this.#adopt(panel);
      return;
    }
    this.#panel.reveal(undefined, false);
    await this.refresh();
  }

  /** Takes back a panel that the editor kept over a reload. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    if (typeof state === "object" && state !== null && "target" in state) {
      this.#target = state.target as Target;
      this.#changes = "changes" in state ? (state.changes as HintValues) : {};
    }
    panel.webview.options = { enableScripts: true, localResourceRoots: this.#roots() };
    this.#adopt(panel);
  }

  /** Asks again, for example after the server was restarted. */
  async refresh(): Promise<void> {
    const panel = this.#panel;
    if (panel === undefined) return;
    if (this.#target === undefined) {
      this.#post({ type: "trouble", text: "Place the cursor in a process and run “dpone: Explain Decision” again." });
      return;
    }
    this.#request.cancel();
    this.#request = new vscode.CancellationTokenSource();
    const { token } = this.#request;
    const changes = this.#changes;
    try {
      const answer = await this.ask<WhatIfAnswer>("dpone.whatIf", { ...this.#target, changes }, token);
      if (token.isCancellationRequested) return;
      if (answer === undefined) {
        this.#post({ type: "trouble", text: "The dpone server is not running; the figures below may be out of date. “dpone: Restart Server” starts it." });
        return;
      }
      this.#target = { uri: this.#target.uri, process: answer.process };
      panel.title = `Decision: ${answer.process}`;
      const focus = this.#focus;
      this.#focus = undefined;
      this.#post({ type: "answer", answer, changes, target: this.#target, ...(focus === undefined ? {} : { focus }) });
    } catch (error) {
      if (!token.isCancellationRequested) this.#post({ type: "trouble", text: error instanceof Error ? error.message : String(error) });
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#request.cancel();
    this.#listener.dispose();
    this.#panel?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.extension, "icon.png");
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#request.cancel();
    });
    panel.webview.onDidReceiveMessage((message: FromPage) => void this.#receive(message));
    panel.webview.html = decisionPage({
      script: panel.webview.asWebviewUri(vscode.Uri.joinPath(this.extension, "dist", "decision.js")).toString(),
      style: panel.webview.asWebviewUri(vscode.Uri.joinPath(this.extension, "media", "decision.css")).toString(),
      cspSource: panel.webview.cspSource,
      nonce: randomBytes(16).toString("hex"),
    });
  }

  async #receive(message: FromPage): Promise<void> {
    switch (message.type) {
      case "ready":
        await this.refresh();
        return;
      case "changes":
        this.#changes = message.changes;
        await this.refresh();
        return;
      case "text":
        if (this.#target !== undefined) await openMarkdown(this.ask, "dpone.explainDecision", this.#target);
        return;
      case "pick":
        await this.#pick();
        return;
    }
  }

  async #pick(): Promise<void> {
    if (this.#target === undefined) return;
    const picked = await pickProcess(this.ask, this.#target);
    if (picked !== undefined) await this.open(picked, "form");
  }

  #post(message: ToPage): void {
    void this.#panel?.webview.postMessage(message);
  }

  #roots(): vscode.Uri[] {
    return [vscode.Uri.joinPath(this.extension, "dist"), vscode.Uri.joinPath(this.extension, "media")];
  }
}
