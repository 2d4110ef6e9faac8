// The text of "Collect Diagnostics": facts about the installation, nothing of any manifest.

import type { Condition } from "./server/manager.js";
import { explain } from "./server/problems.js";

export interface Facts {
  readonly extension: string;
  readonly editor: string;
  readonly system: string;
  readonly remote: string | undefined;
  readonly trusted: boolean;
  readonly folders: number;
  readonly condition: Condition;
  readonly trail: readonly string[];
  readonly lastWords: string;
  readonly settings: object;
  readonly neighbours: readonly string[];
}

export function report(facts: Facts): string {
  const { condition } = facts;
  const lines = [
    "# dpone diagnostics",
    "",
    "Read this before you share it: paths on this machine are in it. It holds no text of any manifest.",
    "",
    `- Extension: ${facts.extension}`,
    `- Editor: ${facts.editor}${facts.remote === undefined ? "" : `, remote ${facts.remote}`}`,
    `- System: ${facts.system}`,
    `- Workspace: ${facts.folders} folder(s), ${facts.trusted ? "trusted" : "not trusted"}`,
    `- Neighbours: ${facts.neighbours.join(", ") || "none of those known to matter"}`,
    `- Server: ${describe(condition)}`,
    "",
  ];
  if (condition.kind === "running" && condition.info !== undefined) {
    lines.push("## What the server says of itself", "", fence("json", JSON.stringify(condition.info, null, 2)), "");
  }
  lines.push("## How the server was searched for", "", ...facts.trail.map((line) => `- ${line}`), "");
  lines.push("## Settings", "", fence("json", JSON.stringify(facts.settings, null, 2)), "");
  lines.push("## The last the server wrote to its error stream", "", fence("text", facts.lastWords.trim() || "(nothing)"), "");
  return lines.join("\n");
}

function describe(condition: Condition): string {
  switch (condition.kind) {
    case "running":
      return `running, version ${condition.version ?? "unknown"}, ${condition.found.origin}: ${[condition.found.command, ...condition.found.args].join(" ")}`;
    case "failed":
      return `failed: ${explain(condition.problem).text}`;
    default:
      return condition.kind;
  }
}

function fence(language: string, text: string): string {
  const ticks = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${ticks}${language}\n${text}\n${ticks}`;
}
