// Tells Red Hat's YAML extension to leave dpone manifests to us: shows each change of settings, asks, then writes.

import * as vscode from "vscode";

import { planChanges, type YamlSettings } from "../redHat.js";
import type { Command } from "./context.js";

export const RED_HAT = "redhat.vscode-yaml";

export const leaveToDpone: Command = async ({ log }) => {
  const neighbour = vscode.extensions.getExtension<unknown>(RED_HAT);
  if (neighbour === undefined) {
    void vscode.window.showInformationMessage("dpone: Red Hat's YAML extension is not installed, so there is nothing to change.");
    return;
  }
  const active = vscode.window.activeTextEditor?.document;
  const file = active?.languageId === "yaml" && active.uri.scheme === "file" ? vscode.workspace.asRelativePath(active.uri, false) : undefined;
  const target = vscode.workspace.workspaceFolders === undefined ? "user" : "workspace";
  const settings = currentSettings();
  const changes = planChanges(settings, file, target);
  if (changes.length === 0) {
    const version = (neighbour.packageJSON as { version: string }).version;
    const older = settings.disableSchemaDetection === undefined ? ` Version ${version} of it cannot exclude files from schema detection; 1.24 or newer can.` : "";
    void vscode.window.showInformationMessage(`dpone: Red Hat's YAML extension already leaves dpone manifests to us.${older}`);
    return;
  }
  const yes = "Change settings";
  const answer = await vscode.window.showInformationMessage(
    "Leave dpone manifests to dpone?",
    { modal: true, detail: `These settings of Red Hat's YAML extension will change:\n\n${changes.map(({ sentence }) => `• ${sentence}`).join("\n")}\n\nIt keeps reporting faults of the YAML itself.` },
    yes,
  );
  if (answer !== yes) return;
  for (const change of changes) {
    const place = change.layer === "user" ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
    await vscode.workspace.getConfiguration().update(change.key, change.value, place);
    log.info(`Changed ${change.sentence}.`);
  }
};

function currentSettings(): YamlSettings {
  const configuration = vscode.workspace.getConfiguration("yaml");
  const schemas = configuration.inspect<Record<string, unknown>>("schemas");
  const detection = configuration.inspect<string[]>("disableSchemaDetection");
  const known = detection?.defaultValue !== undefined;
  return {
    schemas: {
      ...(schemas?.globalValue === undefined ? {} : { user: schemas.globalValue }),
      ...(schemas?.workspaceValue === undefined ? {} : { workspace: schemas.workspaceValue }),
    },
    disableSchemaDetection: known ? (configuration.get<string[]>("disableSchemaDetection") ?? []) : undefined,
  };
}
