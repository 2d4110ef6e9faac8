// The words of the status bar item.

import type { ProcessAnswer } from "../server/protocol.js";

/** The item's text: the process's outcome, short; the name of the tool where the cursor is in no process. */
export function label(process: ProcessAnswer | undefined): string {
  if (process === undefined) return "$(check) dpone";
  if (process.strategy === null) return `$(symbol-event) ${process.process}, ${process.summary}`;
  const outcome = [process.strategy, process.merge_policy].filter((part) => part !== null && part !== undefined && part !== "").join(" · ");
  return process.authored_mode === "auto" ? `$(symbol-event) auto ⟶ ${outcome}` : `$(symbol-event) ${outcome}`;
}
