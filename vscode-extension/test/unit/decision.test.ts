import { describe, expect, test } from "vitest";

import { contentSecurityPolicy, decisionPage } from "../../src/decision/html";
import { changesFrom, furtherDifferences, type Hint, HINTS, hintNamed, read, spell } from "../../src/decision/model";

const hint = (name: string): Hint => {
  const found = (HINTS as readonly Hint[]).find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

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
    for (const [name, value] of [["unique_key", ["a", "b"]], ["estimated_rows", 12], ["estimated_rows", 5_000_000], ["partition_column", "day"]] as const) {
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

describe("what differs", () => {
  test("strategy, policy and path have their place; the rest is listed", () => {
    expect(
      furtherDifferences([
        { aspect: "strategy_mode", before: "a", after: "b" },
        { aspect: "batch_size", before: 100_000, after: 50_000 },
        { aspect: "warnings", before: [], after: ["event_boundary_required"] },
      ]),
    ).toEqual(["batch size: 100_000 ⟶ 50_000", "warnings: none ⟶ event_boundary_required"]);
  });

  test("a hint is found also under the ladder's name for it", () => {
    expect(["cdc_available", "source_cursor", "estimated_rows", "sink_type"].map((name) => hintNamed(name)?.name)).toEqual([
      "cdc_enabled",
      "incremental_column",
      "estimated_rows",
      undefined,
    ]);
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
