// Asks a Python what it is: its version, whether dpone-lsp is installed in it, and whether it has the fast YAML parser.

import { execFile } from "node:child_process";

/** The oldest Python that runs the server. */
export const MINIMUM_PYTHON = [3, 11] as const;

const TIMEOUT_MS = 15_000;

/** What an interpreter said of itself. */
export interface Interpreter {
  readonly path: string;
  readonly version: readonly [number, number, number];
  /** Version of dpone-lsp installed there; undefined when it is absent or cannot serve an editor. */
  readonly server: string | undefined;
  /** Modules that the installed dpone-lsp lacks to serve an editor. */
  readonly missing: readonly string[];
  /** Whether the C parser of ruamel.yaml is there. */
  readonly fastParser: boolean;
}

/** An interpreter that could not be used, and why. */
export interface Refusal {
  readonly path: string;
  readonly reason: string;
}

export type ProbeResult = Interpreter | Refusal;

export function isRefusal(result: ProbeResult): result is Refusal {
  return "reason" in result;
}

export function isRecentEnough(interpreter: Interpreter): boolean {
  const [major, minor] = interpreter.version;
  return major > MINIMUM_PYTHON[0] || (major === MINIMUM_PYTHON[0] && minor >= MINIMUM_PYTHON[1]);
}

// Runs on any Python since 2.7, so that an old one can say that it is old. Nothing of dpone_lsp is imported.
const QUESTION = `
import json, sys
answer = {"version": list(sys.version_info[:3]), "server": None, "missing": [], "fast": False}
if sys.version_info >= (3, 11):
    from importlib.metadata import PackageNotFoundError, version
    from importlib.util import find_spec
    if find_spec("dpone_lsp") is not None:
        try:
            answer["server"] = version("dpone-lsp")
        except PackageNotFoundError:
            answer["server"] = "unknown"
        answer["missing"] = [name for name in ("pygls", "lsprotocol", "ruamel.yaml") if find_spec(name.split(".")[0]) is None]
    answer["fast"] = find_spec("_ruamel_yaml") is not None
print("dpone-probe:" + json.dumps(answer))
`;

/**
 * Asks the interpreter at `path` (with `prefix` arguments, for the Windows launcher). `directory` is where it runs: a
 * folder of ours, since Python would otherwise import modules from the folder it is started in.
 */
export function probe(path: string, directory: string, prefix: readonly string[] = []): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const environment = { ...process.env, PYTHONSAFEPATH: "1", PYTHONUTF8: "1" };
    const options = { cwd: directory, env: environment, timeout: TIMEOUT_MS, windowsHide: true };
    execFile(path, [...prefix, "-c", QUESTION], options, (error, stdout, stderr) => {
      resolve(readAnswer(path, error, stdout, stderr));
    });
  });
}

/** Turns what the interpreter printed into a result; separate so that it can be tested without an interpreter. */
export function readAnswer(path: string, error: Error | null, stdout: string, stderr: string): ProbeResult {
  const line = stdout.split(/\r?\n/).find((candidate) => candidate.startsWith("dpone-probe:"));
  if (line === undefined) {
    return { path, reason: firstReason(error, stderr) };
  }
  const answer = JSON.parse(line.slice("dpone-probe:".length)) as {
    version: [number, number, number];
    server: string | null;
    missing: string[];
    fast: boolean;
  };
  return {
    path,
    version: answer.version,
    server: answer.server !== null && answer.missing.length === 0 ? answer.server : undefined,
    missing: answer.missing,
    fastParser: answer.fast,
  };
}

function firstReason(error: Error | null, stderr: string): string {
  if (error !== null && "code" in error && error.code === "ENOENT") return "there is no such file";
  if (error !== null && "code" in error && error.code === "EACCES") return "it may not be executed";
  if (error !== null && "killed" in error && error.killed === true) return `it did not answer within ${TIMEOUT_MS / 1000} s`;
  const said = stderr.split(/\r?\n/).filter((line) => line.trim() !== "");
  return said.length > 0 ? `it said: ${(said[0] ?? "").trim().slice(0, 200)}` : "it gave no answer; it may not be a Python";
}
