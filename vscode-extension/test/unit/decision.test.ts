import { describe, expect, test } from "vitest";

import { contentSecurityPolicy, decisionPage } from "../../src/decision/html";
import { changesFrom, type Hint, HINTS, read, type Result, sameOutcome, spell, type WhatIfAnswer, writtenHints } from "../../src/decision/model";

const hint = (name: string): Hint => {
  const found = (HINTS as readonly Hint[]).find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};
const result = (more: Partial<Result> = {}): Result => ({ strategy: "incremental_merge", merge_policy: "delete_insert", path: "p", ladder: [], ...more });
const answer = (more: Partial<WhatIfAnswer> = {}): WhatIfAnswer => ({ process: "public.orders", baseline: result(), outcome: result(), flips: [], text: "", ...more });

describe("what is written in a field", () => {
  test.each([
    ["estimated_rows", "5_000_000", 5_000_000],
    ["estimated_rows", "5,000,000", 5_000_000],
    ["estimated_rows", "5 000 000", 5_000_000],
    ["estimated_rows", "", null],
    ["estimated_rows", "many", undefined],
    ["estimated_rows", "-1", undefined],
    ["changed_percent", "0.05", 0.05],
    ["changed_percent", "12", 12],
    ["unique_key", " a , b,", ["a", "b"]],
    ["unique_key", " , ", null],
    ["partition_column", " day ", "day"],
    ["cdc_enabled", "true", true],
    ["cdc_enabled", "false", false],
  ])("%s: %j is %j", (name, text, expected) => {
    expect(read(hint(name), text)).toEqual(expected);
  });

  test("what is spelled can be read back", () => {
    for (const [name, value] of [["unique_key", ["a", "b"]], ["estimated_rows", 12], ["partition_column", "day"]] as const) {
      expect(read(hint(name), spell(value))).toEqual(value);
    }
  });
});

describe("what differs from the manifest", () => {
  test("only changed fields are asked about; an emptied one is null", () => {
    const written = { estimated_rows: 10, unique_key: ["id"], cdc_enabled: false };
    expect(changesFrom(written, { estimated_rows: 10, unique_key: null, changed_percent: null, cdc_enabled: false, partition_column: "day" })).toEqual({
      unique_key: null,
      partition_column: "day",
    });
  });

  test("a list and its text are the same key", () => {
    expect(changesFrom({ unique_key: "a, b" }, { unique_key: ["a", "b"] })).toEqual({});
  });
});

describe("what the manifest says", () => {
  const rung = (name: string, actual: unknown) => ({
    rung: "r",
    strategy_mode: "cdc_apply",
    taken: false,
    because: "",
    conditions: [{ hint: name, comparison: "set", actual, holds: false }],
  });

  test("values are taken from the conditions of the ladder, also under their other name", () => {
    const ladder = [rung("cdc_available", true), rung("estimated_rows", 7), rung("source_cursor", "updated_at")];
    expect(writtenHints(answer({ baseline: result({ ladder }) }))).toEqual({ cdc_enabled: true, estimated_rows: 7, incremental_column: "updated_at" });
  });

  test("what the server states wins", () => {
    expect(writtenHints(answer({ hints: { estimated_rows: 8 }, baseline: result({ ladder: [rung("estimated_rows", 7)] }) }))).toEqual({ estimated_rows: 8 });
  });
});

describe("the same load", () => {
  test("an absent policy is like null; another path is another load", () => {
    expect(sameOutcome({ strategy: "scd2", ladder: [] }, { strategy: "scd2", merge_policy: null, path: null, ladder: [] })).toBe(true);
    expect(sameOutcome(result(), result({ path: "other" }))).toBe(false);
  });
});

describe("the page's policy", () => {
  const page = decisionPage({ script: "https://x/decision.js", style: "https://x/decision.css", cspSource: "https://x", nonce: "abc" });

  test("nothing is allowed but our script and our style sheet", () => {
    const policy = contentSecurityPolicy("https://x", "abc");
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).not.toContain("unsafe");
    expect(page).toContain(`content="${policy}"`);
  });

  test("there is nothing inline that the policy would block", () => {
    expect(page).not.toMatch(/\sstyle=|\son[a-z]+=|<style/);
    expect([...page.matchAll(/<script\b[^>]*>([^<]*)/g)].map(([, body]) => body)).toEqual([""]);
  });

  test("every field of the page has a name for a screen reader", () => {
    for (const [tag, id] of page.matchAll(/<section[^>]*aria-labelledby="([^"]+)"/g)) {
      expect(page, tag).toContain(`id="${id}"`);
    }
  });
});
