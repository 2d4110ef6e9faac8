// Gathers what the search for a server needs from the editor and the machine.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";

import * as vscode from "vscode";

import type { Surroundings } from "./candidates.js";
import type { Search } from "./discover.js";
import { probe } from "./probe.js";
import { interpreterOfPythonExtension } from "./pythonExtension.js";

export function surroundings(): Surroundings {
  return {
    platform: process.platform,
    environment: process.env,
    home: homedir(),
    exists: existsSync,
    list: (directory) => {
      try {
        return readdirSync(directory);
      } catch {
        return [];
      }
    },
  };
}

export async function gatherSearch(extensionPath: string): Promise<Search> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  const settings = vscode.workspace.getConfiguration("dpone.server", folders[0]?.uri);
  return {
    settings: {
      path: settings.get("path", ""),
      interpreter: settings.get("interpreter", ""),
      args: settings.get<string[]>("args", []),
      useBundled: settings.get("useBundled", false),
    },
    folders: folders.map(({ uri }) => uri.fsPath),
    trusted: vscode.workspace.isTrusted,
    chosen: await interpreterOfPythonExtension(folders[0]?.uri),
    bundled: bundledServer(extensionPath),
    around: surroundings(),
    probe: (candidate) => probe(candidate.path, extensionPath, candidate.prefix),
  };
}

/** The server inside the extension: its launcher and its version. */
export function bundledServer(extensionPath: string): Search["bundled"] {
  const folder = path.join(extensionPath, "bundled");
  let version: string | undefined;
  try {
    version = (JSON.parse(readFileSync(path.join(folder, "server.json"), "utf8")) as { version?: string }).version;
  } catch {
    // A build without a bundled server; the search says so when it matters.
  }
  return { launcher: path.join(folder, "server.py"), version };
}
