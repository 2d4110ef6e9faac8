// Tests inside the real extension host, on the packaged extension: what the editor's own interfaces answer.
// The workbench loads this file as the test runner; the results go to the file that DPONE_EXTHOST_RESULT names.

import { writeFileSync } from "node:fs";

import { type Case, suite } from "./suite";

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly failure?: string;
}

export async function run(): Promise<void> {
  const outcomes: Outcome[] = [];
  for (const one of suite()) outcomes.push(await runCase(one));
  const file = process.env["DPONE_EXTHOST_RESULT"];
  if (file === undefined) throw new Error("DPONE_EXTHOST_RESULT does not name the file for the results");
  writeFileSync(file, JSON.stringify(outcomes, null, 2));
  if (outcomes.some(({ passed }) => !passed)) throw new Error("some tests in the extension host failed");
}

async function runCase({ name, run: act }: Case): Promise<Outcome> {
  const begin = Date.now();
  try {
    await act();
    return { name, passed: true, seconds: (Date.now() - begin) / 1000 };
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { name, passed: false, seconds: (Date.now() - begin) / 1000, failure };
  }
}
