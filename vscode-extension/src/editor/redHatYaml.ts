// Diagnostics on their way to the editor: linked to their rule pages, and without what another YAML extension already said.

import * as vscode from "vscode";
import { type BaseLanguageClient, DocumentDiagnosticRequest, type Middleware } from "vscode-languageclient/node.js";

import { isOfNeighbour, withoutEchoes } from "./duplicateDiagnostics.js";
import { linkToRulePage } from "./rulePageLinks.js";

export interface Neighbour extends vscode.Disposable {
  readonly middleware: Middleware;
  /** Starts to follow the neighbour's diagnostics on behalf of `client`. */
  readonly follow: (client: BaseLanguageClient) => void;
}

/** Filters diagnostics on arrival, and again when the neighbour changes its mind later. */
export function createNeighbour(): Neighbour {
  const arrived = new Map<string, vscode.Diagnostic[]>();
  const pulled = new Set<string>();
  const heard = new Map<string, string>();
  let subscription: vscode.Disposable | undefined;

  const prepare = (uri: vscode.Uri, items: readonly vscode.Diagnostic[]): vscode.Diagnostic[] => {
    const linked = items.map(linkToRulePage);
    arrived.set(uri.toString(), linked);
    return withoutEchoes(linked, vscode.languages.getDiagnostics(uri));
  };

  return {
    middleware: {
      handleDiagnostics: (uri, diagnostics, next) => {
        next(uri, prepare(uri, diagnostics));
      },
      provideDiagnostics: async (document, previousResultId, token, next) => {
        const uri = "uri" in document ? document.uri : document;
        const key = uri.toString();
        // An "unchanged" answer would keep what was filtered before; a re-filter asks for all of it.
        const previous = pulled.delete(key) ? undefined : previousResultId;
        const report = await next(document, previous, token);
        if (report !== undefined && report !== null && "items" in report) {
          return { ...report, items: prepare(uri, report.items) };
        }
        return report;
      },
    },
    follow: (client) => {
      subscription?.dispose();
      subscription = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        for (const uri of uris) {
          const key = uri.toString();
          const ours = arrived.get(key);
          if (ours === undefined) continue;
          const others = vscode.languages.getDiagnostics(uri).filter(isOfNeighbour);
          const lines = others.map((other) => other.range.start.line).join();
          if ((heard.get(key) ?? "") === lines) continue;
          heard.set(key, lines);
          refilter(client, uri, ours, others, pulled);
        }
      });
    },
    dispose: () => {
      subscription?.dispose();
    },
  };
}

function refilter(
  client: BaseLanguageClient,
  uri: vscode.Uri,
  ours: readonly vscode.Diagnostic[],
  others: readonly vscode.Diagnostic[],
  pulled: Set<string>,
): void {
  const document = vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri.toString());
  const pull = document === undefined ? undefined : client.getFeature(DocumentDiagnosticRequest.method)?.getProvider(document);
  if (pull === undefined) {
    client.diagnostics?.set(uri, withoutEchoes(ours, others));
    return;
  }
  pulled.add(uri.toString());
  pull.onDidChangeDiagnosticsEmitter.fire();
}
