// Asks Microsoft's Python extension, when it is installed, which interpreter the user chose.

import * as vscode from "vscode";

/** The part of that extension's public interface we use. */
interface PythonApi {
  readonly environments?: {
    readonly getActiveEnvironmentPath: (resource?: vscode.Uri) => { readonly path: string };
    readonly resolveEnvironment: (path: { readonly path: string }) => Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

const EXTENSION = "ms-python.python";
const PATIENCE_MS = 5_000;

/** The chosen interpreter; undefined without that extension, without a choice, or when it takes too long to answer. */
export async function interpreterOfPythonExtension(resource: vscode.Uri | undefined): Promise<string | undefined> {
  return Promise.race([
    ask(resource).catch(() => undefined),
    new Promise<undefined>((resolve) => {
      setTimeout(() => {
        resolve(undefined);
      }, PATIENCE_MS);
    }),
  ]);
}

/** Calls `changed` when the user chooses another interpreter there. */
export async function onInterpreterChosen(changed: () => void): Promise<vscode.Disposable | undefined> {
  const environments = (await api())?.environments;
  return environments?.onDidChangeActiveEnvironmentPath(() => {
    changed();
  });
}

async function ask(resource: vscode.Uri | undefined): Promise<string | undefined> {
  const environments = (await api())?.environments;
  if (environments === undefined) return undefined;
  const resolved = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(resource));
  return resolved?.executable.uri?.fsPath;
}

async function api(): Promise<PythonApi | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>(EXTENSION);
  return extension === undefined ? undefined : extension.activate();
}
