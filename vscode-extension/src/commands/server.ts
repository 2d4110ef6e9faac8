// Commands about the server itself.

import type { Command } from "./context.js";

export const restart: Command = async ({ manager, log }) => {
  log.info("Restart was asked for.");
  await manager.restart();
};

export const showLog: Command = ({ log }) => {
  log.show(true);
  return Promise.resolve();
};
