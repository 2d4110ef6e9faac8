// Finds the server to run: the settings first, then the project's environment, then the bundled server in any Python.

import * as path from "node:path";

import type { Candidate, Surroundings } from "./candidates.js";
import { machineInterpreters, projectInterpreters } from "./candidates.js";
import type { Problem } from "./problems.js";
import type { Interpreter, ProbeResult } from "./probe.js";
import { isRecentEnough, isRefusal } from "./probe.js";

/** A server that can be started. */
export interface Found {
  readonly command: string;
  readonly args: readonly string[];
  /** Where it came from, in words: for the log, the status bar and the collected diagnostics. */
  readonly origin: string;
  readonly kind: "path" | "environment" | "bundled";
  /** Version where it is known before the start. */
  readonly version: string | undefined;
  readonly interpreter: Interpreter | undefined;
}

/** What the search is given. */
export interface Search {
  readonly settings: { readonly path: string; readonly interpreter: string; readonly args: readonly string[]; readonly useBundled: boolean };
  readonly folders: readonly string[];
  readonly trusted: boolean;
  /** The interpreter chosen in the Python extension, when it is installed. */
  readonly chosen: string | undefined;
  readonly bundled: { readonly launcher: string; readonly version: string | undefined };
  readonly around: Surroundings;
  readonly probe: (candidate: Candidate) => Promise<ProbeResult>;
}

export interface Outcome {
  readonly result: Found | Problem;
  /** What was looked at and what it said, one sentence each. */
  readonly trail: readonly string[];
}

export function isFound(result: Found | Problem): result is Found {
  return "command" in result;
}

export async function discover(search: Search): Promise<Outcome> {
  const trail: string[] = [];
  const result = await findServer(search, (line) => trail.push(line));
  return { result, trail };
}

async function findServer(search: Search, note: (line: string) => void): Promise<Found | Problem> {
  const { settings } = search;
  const ask = async (candidate: Candidate): Promise<ProbeResult> => {
    const answer = await search.probe(candidate);
    note(describe(candidate, answer));
    return answer;
  };

  if (settings.path !== "") {
    const executable = expand(settings.path, search);
    if (!search.around.exists(executable)) return { kind: "path-missing", path: executable };
    note(`dpone.server.path: ${executable}`);
    return { command: executable, args: settings.args, origin: "the setting dpone.server.path", kind: "path", version: undefined, interpreter: undefined };
  }

  if (settings.interpreter !== "") {
    const chosen: Candidate = { path: expand(settings.interpreter, search), from: "the setting dpone.server.interpreter", ofProject: true };
    const answer = await ask(chosen);
    if (isRefusal(answer)) return { kind: "interpreter-refused", path: answer.path, reason: answer.reason };
    if (!isRecentEnough(answer)) return { kind: "interpreter-too-old", path: answer.path, version: dotted(answer.version) };
    return serverIn(answer, chosen, search);
  }

  const project: Candidate[] = [];
  if (search.trusted) {
    if (search.chosen !== undefined) project.push({ path: search.chosen, from: "the Python extension", ofProject: true });
    project.push(...projectInterpreters(search.folders, search.around).filter((candidate) => candidate.path !== search.chosen));
  } else {
    note("The workspace is not trusted: interpreters inside it are left alone.");
  }

  let usable: { candidate: Candidate; interpreter: Interpreter } | undefined;
  let tooOld: Interpreter | undefined;
  for (const candidate of project) {
    const answer = await ask(candidate);
    if (isRefusal(answer)) continue;
    if (!isRecentEnough(answer)) {
      tooOld ??= answer;
      continue;
    }
    if (answer.server !== undefined && !settings.useBundled) return serverIn(answer, candidate, search);
    usable ??= { candidate, interpreter: answer };
  }
  if (usable !== undefined) return serverIn(usable.interpreter, usable.candidate, search, "bundled");

  const machine = machineInterpreters(search.around, search.trusted ? [] : search.folders);
  for (const candidate of machine) {
    const answer = await ask(candidate);
    if (isRefusal(answer)) continue;
    if (isRecentEnough(answer)) return serverIn(answer, candidate, search, "bundled");
    tooOld ??= answer;
  }
  if (tooOld !== undefined) return { kind: "python-too-old", path: tooOld.path, version: dotted(tooOld.version) };
  return { kind: "no-python", looked: project.length + machine.length };
}

function serverIn(interpreter: Interpreter, candidate: Candidate, search: Search, prefer: "own" | "bundled" = "own"): Found | Problem {
  const { settings, bundled } = search;
  const prefix = candidate.prefix ?? [];
  if (prefer === "own" && interpreter.server !== undefined && !settings.useBundled) {
    return {
      command: interpreter.path,
      args: [...prefix, "-m", "dpone_lsp", ...settings.args],
      origin: `dpone-lsp of ${candidate.from}`,
      kind: "environment",
      version: interpreter.server,
      interpreter,
    };
  }
  if (!search.around.exists(bundled.launcher)) return { kind: "bundled-missing", path: interpreter.path };
  return {
    command: interpreter.path,
    args: [...prefix, bundled.launcher, ...settings.args],
    origin: `the bundled server, run by ${candidate.from}`,
    kind: "bundled",
    version: bundled.version,
    interpreter,
  };
}

function describe(candidate: Candidate, answer: ProbeResult): string {
  const subject = `${candidate.path} (${candidate.from})`;
  if (isRefusal(answer)) return `${subject}: not usable, ${answer.reason}`;
  const parts = [`Python ${dotted(answer.version)}`];
  if (answer.server !== undefined) parts.push(`dpone-lsp ${answer.server}`);
  else if (answer.missing.length > 0) parts.push(`dpone-lsp without ${answer.missing.join(", ")}`);
  else parts.push("no dpone-lsp");
  if (!isRecentEnough(answer)) parts.push("too old");
  return `${subject}: ${parts.join(", ")}`;
}

function dotted(version: readonly number[]): string {
  return version.join(".");
}

function expand(text: string, search: Search): string {
  const folder = search.folders[0] ?? search.around.home;
  const expanded = text.replace(/^~(?=$|[\\/])/, search.around.home).replaceAll("${workspaceFolder}", folder);
  return path.isAbsolute(expanded) ? expanded : path.resolve(folder, expanded);
}
