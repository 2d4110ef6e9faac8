import { readFileSync } from "node:fs";
import * as path from "node:path";

import { copyWorkspace, until } from "../workbench.mjs";

export const name = "editing";
export const about = "a fault is seen and fixed; a decision is read where it stands";

export async function run({ sharedHost, open, step, picture, workspaces }) {
  const folder = copyWorkspace(path.join(workspaces, "main"));
  const read = (file) => readFileSync(path.join(folder, file), "utf8");
  const server = await sharedHost();
  const window = await open(server, folder, "manifests/stock.yaml");
  const stock = read("manifests/stock.yaml");

  await step("inlay hint: what auto becomes", () => window.expectInEditor("mode: auto⟶ partition_replace", "the strategy behind auto"));
  await window.closeNotifications();
  await step("status bar: the decision at the cursor", async () => {
    await window.place(stock, "mode: auto", 7);
    await window.expectStatusBar("auto ⟶ partition_replace");
  });
  await step("hover: the ladder", async () => {
    await window.hoverAtCursor("partition_replace", "estimated_rows", "incremental_merge");
    await picture(window, "hover", { still: true });
    await window.page.keyboard.press("Escape");
  });

  await step("code lens: the decision above the strategy, and a door to the effective manifest", async () => {
    await window.page.locator(".codelens-decoration a", { hasText: "effective manifest" }).first().click();
    await window.page.locator('.tab[aria-label*="effective"]').first().waitFor();
    await window.command("View: Close Editor");
    await window.page.keyboard.press("Control+1");
  });
  await step("completion while typing: keys with their sentence, then values", async () => {
    await window.place(stock, "unique_key: [warehouse_id, sku]", "unique_key: [warehouse_id, sku]".length);
    await window.page.keyboard.press("Enter");
    await window.page.keyboard.type("merge", { delay: 30 });
    const key = window.page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "merge_policy" }).first();
    await key.waitFor();
    await window.page.keyboard.press("Enter");
    await window.expectInEditor("merge_policy:");
    await window.page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "delete_insert" }).first().waitFor();
    await picture(window, "completion", { still: true });
    await window.page.keyboard.press("Escape");
    await window.command("File: Revert File");
    await window.expectInEditor("mode: auto");
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
    await until("the file on disk is mended", () => read("manifests/faulty.yaml").includes("    unique_key: [id]\n") && !read("manifests/faulty.yaml").includes("uniqe"));
  });
  await step("no squiggle is left", () => until("the squiggle goes", async () => (await window.page.locator(".squiggly-error").count()) === 0));
}
