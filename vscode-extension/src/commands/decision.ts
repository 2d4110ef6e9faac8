// Commands that open the decision panel.

import { aboutProcess } from "./context.js";

export const explain = aboutProcess(async ({ panel, manager }, target) => {
  await manager.settled();
  if (manager.condition.kind !== "running") return false;
  await panel.open(target, "ladder");
  return true;
});

export const openWhatIf = aboutProcess(async ({ panel, manager }, target) => {
  await manager.settled();
  if (manager.condition.kind !== "running") return false;
  await panel.open(target, "form");
  return true;
});
