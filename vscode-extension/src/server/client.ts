// The language client: which documents it sends, what it tells the server of itself, and what it adjusts on the way.

import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, type LanguageClientOptions, type StaticFeature } from "vscode-languageclient/node.js";

import { createNeighbour } from "../editor/redHatYaml.js";
import type { ServerProcess } from "./process.js";

/** A client that leaves all messages to us: the library's own say that something failed, ours say what and how to cure it. */
export class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export function createClient(server: ServerProcess, log: vscode.LogOutputChannel): QuietClient {
  const neighbour = createNeighbour();
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "yaml" },
      { scheme: "untitled", language: "yaml" },
    ],
    initializationOptions: {
      ...initialSettings(),
      // Lenses and actions then name the commands that the extension registers, which show the answer, instead of the server's own.
      clientCommands: true,
      trusted: vscode.workspace.isTrusted,
    },
    synchronize: { configurationSection: "dpone" },
    diagnosticCollectionName: "dpone",
    outputChannel: log,
    traceOutputChannel: log,
    // Death is noticed at the process, where its reason is known; see the manager.
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
    },
    initializationFailedHandler: () => false,
    middleware: neighbour.middleware,
  };
  const client = new QuietClient("dpone", "dpone", () => Promise.resolve(server.child), options);
  client.registerFeature(withoutSecondQuestion());
  neighbour.follow(client);
  void server.exited.then(() => {
    neighbour.dispose();
  });
  return client;
}

/** The settings at the start; changes are asked for or sent later. */
function initialSettings(): Record<string, unknown> {
  const settings = vscode.workspace.getConfiguration("dpone");
  return { lint: settings.get("lint"), inlayHints: settings.get("inlayHints"), codeLens: settings.get("codeLens") };
}

/**
 * Does not announce change annotations. A fix that changes the outcome says so in its title, and the user has just chosen it;
 * the editor's preview, whose boxes start unticked, would only ask the same again.
 */
function withoutSecondQuestion(): StaticFeature {
  return {
    fillClientCapabilities: (capabilities) => {
      delete capabilities.workspace?.workspaceEdit?.changeAnnotationSupport;
    },
    initialize: () => undefined,
    getState: () => ({ kind: "static" }),
    clear: () => undefined,
  };
}
