import { readFileSync } from "node:fs";
import * as path from "node:path";

import { copyWorkspace, until } from "../workbench.mjs";

export const name = "editing";
export const about = "a fault is seen and fixed; a decision is read where it stands";

export async function run({ host, open, step, picture, workspaces }) {
  const folder = copyWorkspace(path.join(workspaces, "main"));
  const read = (file) => readFileSync(path.join(folder, file), "utf8");
  const server = await host("host");
  const window = await open(server, folder, "manifests/stock.yaml");
  const stock = read("manifests/stock.yaml");

  await step("inlay hint: what auto becomes", () => window.expectInEditor("mode: auto⟶ partition_replace", "the strategy behind auto"));
  await step("status bar: the decision at the cursor", async () => {
    await window.place(stock, "mode: auto", 7);
    await window.expectStatusBar("auto ⟶ partition_replace");
  });
  await step("hover: the ladder", async () => {
    const text = await window.hoverAtCursor();
    if (!text.includes("partition_replace") || !text.includes("estimated_rows")) throw new Error(`the hover says ${text}`);
    await picture(window, "hover");
    await window.page.keyboard.press("Escape");
  });

  await window.openFile("faulty.yaml");
  const faulty = read("manifests/faulty.yaml");
  await step("squiggle on the fault", () => window.expectSquiggle("error"));
  await step("Problems entry", async () => {
    await window.problems();
    await window.expectVisible(".markers-panel .monaco-list-row", "uniqe_key");
    await picture(window, "problems");
    await window.page.keyboard.press("Control+Shift+m");
  });
  await step("quick fix through the menu, then save", async () => {
    await window.page.keyboard.press("Control+1");
    await window.place(faulty, "uniqe_key", 2);
    await window.quickFix("Rename to `unique_key`", { shot: "quick-fix" });
    await window.expectInEditor("unique_key: [id]");
    await window.save();
    await until("the file on disk is mended", 5_000, () => read("manifests/faulty.yaml").includes("    unique_key: [id]\n") && !read("manifests/faulty.yaml").includes("uniqe"));
  });
  await step("no squiggle is left", () => until("the squiggle goes", 15_000, async () => (await window.page.locator(".squiggly-error").count()) === 0));
}
