// Commands that open the decision panel.

import { aboutProcess, type Command } from "./context.js";
import { oneProcess } from "./pickProcess.js";

export const explain = openPanel("ladder");

export const openWhatIf = openPanel("form");

function openPanel(focus: "ladder" | "form"): Command {
  return aboutProcess(async ({ ask, panel, manager }, given) => {
    await manager.settled();
    if (manager.condition.kind !== "running") return false;
    const target = await oneProcess(ask, given);
    if (target !== undefined) await panel.open(target, focus);
    return true;
  });
}
