// Gathers what a bug report needs into an unsaved document. The user reads it and decides what to send; we send nothing.

import { release } from "node:os";

import * as vscode from "vscode";

import { report } from "../report.js";
import type { Command } from "./context.js";

export const collectDiagnostics: Command = async ({ manager, extension }) => {
  await manager.settled();
  const settings = vscode.workspace.getConfiguration("dpone");
  const neighbours = ["redhat.vscode-yaml", "ms-python.python", "tamasfe.even-better-toml"].flatMap((id) => {
    const found = vscode.extensions.getExtension<unknown>(id);
    return found === undefined ? [] : [`${id} ${(found.packageJSON as { version: string }).version}`];
  });
  const text = report({
    extension: (extension.packageJSON as { version: string }).version,
    editor: `${vscode.env.appName} ${vscode.version}`,
    system: `${process.platform} ${process.arch} ${release()}`,
    remote: vscode.env.remoteName,
    trusted: vscode.workspace.isTrusted,
    folders: vscode.workspace.workspaceFolders?.length ?? 0,
    condition: manager.condition,
    trail: manager.trail,
    lastWords: manager.lastWords,
    settings: { lint: settings.get("lint"), inlayHints: settings.get("inlayHints"), codeLens: settings.get("codeLens"), server: settings.get("server") },
    neighbours,
  });
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content: text });
  await vscode.window.showTextDocument(document);
};
