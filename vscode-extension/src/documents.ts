// Read-only documents whose text the server writes: effective manifests, replay plans, decision reports, rule pages.

import * as vscode from "vscode";

import type { Ask } from "./ask.js";
import { documentAddress, readAddress } from "./documentAddress.js";
import type { DiffAnswer, TextAnswer } from "./server/protocol.js";

export const SCHEME = "dpone";

const EDIT_DELAY_MS = 300;
const NO_SERVER = "The dpone server is not running. “dpone: Restart Server” starts it; “dpone: Show Log” tells what happened.";

/** Serves the documents of our scheme; an open one is written anew while the manifest it is about is edited. */
export class TextDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #subscriptions: vscode.Disposable[];

  readonly onDidChange = this.#changed.event;

  constructor(private readonly ask: Ask) {
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.#schedule(document.uri.toString());
      }),
    ];
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const { command, argument, field } = readAddress(uri.query);
    try {
      const answer = await this.ask<Record<string, unknown>>(command, argument, token);
      const text = answer?.[field];
      return typeof text === "string" ? text : NO_SERVER;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Writes all open documents anew, for example after the server was restarted. */
  refresh(): void {
    for (const document of vscode.workspace.textDocuments) {
      if (document.uri.scheme === SCHEME) this.#changed.fire(document.uri);
    }
  }

  dispose(): void {
    this.#timers.forEach((timer) => {
      clearTimeout(timer);
    });
    this.#subscriptions.forEach((subscription) => void subscription.dispose());
  }

  #schedule(source: string): void {
    const concerned = vscode.workspace.textDocuments.filter(
      ({ uri }) => uri.scheme === SCHEME && (readAddress(uri.query).argument as { uri?: string }).uri === source,
    );
    if (concerned.length === 0) return;
    clearTimeout(this.#timers.get(source));
    this.#timers.set(
      source,
      setTimeout(() => {
        concerned.forEach(({ uri }) => {
          this.#changed.fire(uri);
        });
      }, EDIT_DELAY_MS),
    );
  }
}

/** Opens the answer as a read-only document beside the editor. Undefined when the server has no answer. */
export async function openText(ask: Ask, command: string, argument: object): Promise<vscode.TextEditor | undefined> {
  const answer = await ask<TextAnswer>(command, argument);
  if (answer === undefined) return undefined;
  const uri = vscode.Uri.from({ scheme: SCHEME, ...documentAddress(answer.title, answer.language, command, argument, "text") });
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), {
    viewColumn: vscode.ViewColumn.Beside,
    preview: true,
    preserveFocus: false,
  });
}

/** Opens the answer rendered, beside the editor; as text where the Markdown preview is switched off. */
export async function openMarkdown(ask: Ask, command: string, argument: object): Promise<boolean> {
  const answer = await ask<TextAnswer>(command, argument);
  if (answer === undefined) return false;
  const uri = vscode.Uri.from({ scheme: SCHEME, ...documentAddress(answer.title, "markdown", command, argument, "text") });
  await vscode.workspace.openTextDocument(uri);
  try {
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
  } catch {
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside });
  }
  return true;
}

/** Opens authored and effective text next to each other. */
export async function openDiff(ask: Ask, command: string, argument: object): Promise<boolean> {
  const answer = await ask<DiffAnswer>(command, argument);
  if (answer === undefined) return false;
  const [authored, effective] = (["authored", "effective"] as const).map((field) =>
    vscode.Uri.from({ scheme: SCHEME, ...documentAddress(`${answer.title} (${field})`, answer.language, command, argument, field) }),
  );
  await vscode.commands.executeCommand("vscode.diff", authored, effective, answer.title, { preview: true });
  return true;
}
