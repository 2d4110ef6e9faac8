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

export interface Rung {
  readonly rung: string;
  /** The strategy it yields; null for the one that was asked for. */
  readonly strategy: string | null;
  readonly taken: boolean;
  readonly because: string;
}

export interface Result {
  readonly strategy: string;
  readonly merge_policy?: string | null;
  readonly path?: string | null;
  readonly ladder: readonly Rung[];
}

/** One aspect in which the outcome differs from the baseline. */
export interface Difference {
  readonly aspect: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A single change that leads to another strategy; `at` is a number for a threshold, null where the hint is set or unset. */
export interface Flip {
  readonly hint: string;
  readonly at?: number | null;
  readonly from: string;
  readonly to: string;
  readonly sentence: string;
}

/** The server's answer to `dpone.whatIf`. */
export interface WhatIfAnswer {
  readonly process: string;
  readonly baseline: Result;
  readonly outcome: Result;
  readonly changes?: readonly Difference[];
  readonly flips: readonly Flip[];
  /** What the manifest says for each hint. */
  readonly hints: HintValues;
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

/** Hints that the ladder knows under another name. */
const OTHER_NAMES: Readonly<Record<string, HintName>> = { cdc_available: "cdc_enabled", source_cursor: "incremental_column" };

/** The form's field for a hint as the ladder names it. */
export function hintNamed(name: string): Hint | undefined {
  const own = OTHER_NAMES[name] ?? name;
  return HINTS.find((hint) => hint.name === own);
}

/** The value as a person writes it in the form; empty for nothing. */
export function spell(value: unknown): string {
  if (value === null || value === undefined || value === false) return "";
  if (Array.isArray(value)) return value.map(String).join(", ");
  if (typeof value === "number") return value >= 10_000 ? value.toLocaleString("en-US").replaceAll(",", "_") : String(value);
  if (typeof value === "string" || value === true) return String(value);
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

const HEADLINE_ASPECTS = new Set(["strategy_mode", "merge_policy", "native_fast_path"]);

/** What differs besides strategy, policy and path, which the headline shows. */
export function furtherDifferences(differences: readonly Difference[]): string[] {
  return differences
    .filter(({ aspect }) => !HEADLINE_ASPECTS.has(aspect))
    .map(({ aspect, before, after }) => `${aspect.replaceAll("_", " ")}: ${spell(before) || "none"} ⟶ ${spell(after) || "none"}`);
}
