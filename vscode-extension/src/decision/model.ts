// What the decision panel shows, in plain data: shared by the extension host, which asks the server, and the web page.

import type { Target } from "../server/protocol.js";

/** The hints a what-if may change, in the order of the form. */
export const HINTS = [
  { name: "estimated_rows", label: "Estimated rows", kind: "number", min: 0, note: "rows in the source table" },
  { name: "changed_percent", label: "Changed share", kind: "number", min: 0, note: "0.05 means 5 % of the rows change between runs" },
  { name: "delete_percent", label: "Deleted share", kind: "number", min: 0, note: "0.05 means 5 % of the rows disappear between runs" },
  { name: "unique_key", label: "Unique key", kind: "list", note: "columns, separated by commas" },
  { name: "partition_column", label: "Partition column", kind: "text", note: "column whose values are replaced as a whole" },
  { name: "incremental_column", label: "Incremental column", kind: "text", note: "cursor column" },
  { name: "cdc_enabled", label: "Change data capture", kind: "switch", note: "the source delivers change events" },
] as const satisfies readonly Hint[];

export interface Hint {
  readonly name: string;
  readonly label: string;
  readonly kind: "number" | "text" | "list" | "switch";
  readonly note: string;
  readonly min?: number;
}

export type HintName = (typeof HINTS)[number]["name"];
export type HintValue = number | string | boolean | readonly string[] | null;
export type HintValues = Partial<Record<HintName, HintValue>>;

/** One condition of a rung with the value it met. */
export interface Condition {
  readonly hint: string;
  readonly comparison: string;
  readonly threshold?: unknown;
  readonly actual?: unknown;
  readonly holds: boolean;
}

export interface Rung {
  readonly rung: string;
  readonly strategy_mode: string | null;
  readonly taken: boolean;
  readonly because: string;
  readonly conditions: readonly Condition[];
}

export interface Result {
  readonly strategy: string;
  readonly merge_policy?: string | null;
  readonly path?: string | null;
  readonly ladder: readonly Rung[];
}

export interface Flip {
  readonly hint: string;
  readonly at?: HintValue;
  readonly from: string;
  readonly to: string;
  readonly sentence: string;
}

/** The server's answer to `dpone.whatIf`. */
export interface WhatIfAnswer {
  readonly process: string;
  readonly baseline: Result;
  readonly outcome: Result;
  readonly flips: readonly Flip[];
  readonly hints?: HintValues;
  readonly text: string;
}

/** From the host to the page. */
export type ToPage =
  | { readonly type: "answer"; readonly answer: WhatIfAnswer; readonly changes: HintValues; readonly target: Target; readonly focus?: "ladder" | "form" }
  | { readonly type: "trouble"; readonly text: string };

/** From the page to the host. */
export type FromPage =
  | { readonly type: "ready" }
  | { readonly type: "changes"; readonly changes: HintValues }
  | { readonly type: "text" }
  | { readonly type: "pick" };

/** Names of facts on the ladder that carry a hint's value under another name. */
const FACT_OF: Partial<Record<HintName, string>> = { cdc_enabled: "cdc_available", incremental_column: "source_cursor" };

/** What the manifest says for each hint: as the server states it, else as the conditions of the ladder met it. */
export function writtenHints(answer: WhatIfAnswer): HintValues {
  const written: HintValues = {};
  for (const { name } of HINTS) {
    const stated = answer.hints?.[name];
    if (stated !== undefined) {
      written[name] = stated;
      continue;
    }
    const fact = FACT_OF[name] ?? name;
    const met = answer.baseline.ladder.flatMap((rung) => rung.conditions).find((condition) => condition.hint === fact || condition.hint === name);
    if (met?.actual !== undefined) written[name] = met.actual as HintValue;
  }
  return written;
}

/** The value as a person writes it in the form; empty for nothing. */
export function spell(value: unknown): string {
  if (value === null || value === undefined || value === false) return "";
  if (Array.isArray(value)) return value.map(String).join(", ");
  if (typeof value === "number" || typeof value === "string" || value === true) return String(value);
  return JSON.stringify(value);
}

/** Reads a form field; `undefined` when the text is not a value of that kind, null when it is empty. */
export function read(hint: Hint, text: string): HintValue | undefined {
  const trimmed = text.trim();
  if (hint.kind === "switch") return trimmed === "true";
  if (trimmed === "") return null;
  if (hint.kind === "text") return trimmed;
  if (hint.kind === "list") {
    const columns = trimmed.split(",").map((column) => column.trim()).filter((column) => column !== "");
    return columns.length > 0 ? columns : null;
  }
  const number = Number(trimmed.replaceAll(/[_\s]|,(?=\d{3}\b)/g, ""));
  if (!Number.isFinite(number)) return undefined;
  if (hint.min !== undefined && number < hint.min) return undefined;
  return number;
}

/** The fields that differ from what is written: only these are asked about. */
export function changesFrom(written: HintValues, wanted: HintValues): HintValues {
  const changes: HintValues = {};
  for (const { name } of HINTS) {
    const value = wanted[name];
    if (value !== undefined && spell(value) !== spell(written[name])) changes[name] = value;
  }
  return changes;
}

/** A result in one line: "incremental_merge · delete_insert". */
export function headline(result: Result): string {
  return [result.strategy, result.merge_policy].filter((part) => part !== null && part !== undefined && part !== "").join(" · ");
}

/** Whether both lead to the same load. */
export function sameOutcome(left: Result, right: Result): boolean {
  return left.strategy === right.strategy && (left.merge_policy ?? null) === (right.merge_policy ?? null) && (left.path ?? null) === (right.path ?? null);
}
