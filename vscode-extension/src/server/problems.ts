// What can go wrong with the server, and the sentence a person reads: the thing, the reason, the cure, once.

import { MINIMUM_PYTHON } from "./probe.js";

export type Problem =
  | { readonly kind: "no-python"; readonly looked: number }
  | { readonly kind: "python-too-old"; readonly path: string; readonly version: string }
  | { readonly kind: "path-missing"; readonly path: string }
  | { readonly kind: "interpreter-refused"; readonly path: string; readonly reason: string }
  | { readonly kind: "interpreter-too-old"; readonly path: string; readonly version: string }
  | { readonly kind: "bundled-missing"; readonly path: string }
  | { readonly kind: "start-failed"; readonly command: string; readonly exit: string; readonly said: string }
  | { readonly kind: "crash-loop"; readonly count: number; readonly minutes: number; readonly said: string };

export type Button = "Show log" | "Select interpreter" | "Restart" | "Open settings" | "Use bundled server";

export interface Message {
  readonly text: string;
  readonly buttons: readonly Button[];
}

const MINIMUM = MINIMUM_PYTHON.join(".");

export function explain(problem: Problem): Message {
  switch (problem.kind) {
    case "no-python":
      return {
        text: `dpone: no Python was found, and the server needs one${problem.looked > 0 ? ` (${problem.looked} did not answer; the log says why)` : ""}. Install Python ${MINIMUM} or newer, or select the interpreter to use.`,
        buttons: ["Select interpreter", "Show log", "Restart"],
      };
    case "python-too-old":
      return {
        text: `dpone: Python ${problem.version} at ${problem.path} is too old for the server, and no newer one was found. Install Python ${MINIMUM} or newer, or select the interpreter to use.`,
        buttons: ["Select interpreter", "Show log", "Restart"],
      };
    case "path-missing":
      return {
        text: `dpone: the setting dpone.server.path names ${problem.path}, which does not exist. Correct it, or empty it to search for the server.`,
        buttons: ["Open settings", "Show log"],
      };
    case "interpreter-refused":
      return {
        text: `dpone: the interpreter ${problem.path} cannot run the server: ${problem.reason}. Select another one, or empty the setting dpone.server.interpreter to search.`,
        buttons: ["Select interpreter", "Open settings", "Show log"],
      };
    case "interpreter-too-old":
      return {
        text: `dpone: the setting dpone.server.interpreter names Python ${problem.version}, and the server needs ${MINIMUM} or newer. Select another interpreter.`,
        buttons: ["Select interpreter", "Show log"],
      };
    case "bundled-missing":
      return {
        text: `dpone: this build of the extension has no bundled server, and ${problem.path} has no dpone-lsp. Run \`pip install dpone-lsp\` there, or install a complete build of the extension.`,
        buttons: ["Select interpreter", "Show log", "Restart"],
      };
    case "start-failed":
      return {
        text: `dpone: the server ended before it was ready (${problem.exit}). ${lastWords(problem.said)}`,
        buttons: ["Show log", "Select interpreter", "Restart"],
      };
    case "crash-loop":
      return {
        text: `dpone: the server ended ${problem.count} times within ${problem.minutes} minutes and is not started again. ${lastWords(problem.said)}`,
        buttons: ["Show log", "Restart", "Select interpreter"],
      };
  }
}

/** The line of a traceback or message that a person needs: the last one that is not blank. */
export function lastWords(said: string): string {
  const lines = said.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");
  const last = lines.at(-1);
  if (last === undefined) return "It said nothing; the log has the command that was run.";
  const shortened = last.length > 240 ? `${last.slice(0, 240)}…` : last;
  return `Its last words: ${/[.!?…]$/.test(shortened) ? shortened : `${shortened}.`}`;
}
