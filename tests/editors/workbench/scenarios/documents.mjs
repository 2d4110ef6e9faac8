import { readFileSync } from "node:fs";
import * as path from "node:path";

import { copyWorkspace, squeeze, until } from "../workbench.mjs";

export const name = "documents";
export const about = "effective manifest, comparison, replay plan with stages, rule page, why, collected diagnostics";

export async function run({ sharedHost, open, step, picture, workspaces }) {
  const folder = copyWorkspace(path.join(workspaces, "main"));
  const sales = readFileSync(path.join(folder, "manifests", "sales.batch.yaml"), "utf8");
  const faulty = readFileSync(path.join(folder, "manifests", "faulty.yaml"), "utf8");
  const server = await sharedHost();
  const window = await open(server, folder, "manifests/sales.batch.yaml", { size: { width: 1500, height: 900 } });
  await window.expectInEditor("mode: auto⟶", "a decision behind auto");
  const tab = (text) => window.page.locator(`.tab[aria-label*="${text}"]`).last().waitFor();
  const first = async () => {
    await window.page.keyboard.press("Control+1");
    await window.page.locator('.tab[data-resource-name="sales.batch.yaml"]').first().click();
  };

  await step("effective manifest of the process at the cursor, with origins", async () => {
    await window.place(sales, "table: orders", 2);
    await window.command("dpone: Show Effective Manifest");
    await tab("effective");
    await window.expectInEditor("partition_column: business_date");
    await window.expectInEditor("connection_id: shop_pg");
    await picture(window, "effective-manifest");
  });

  await step("it follows an edit that is not saved", async () => {
    await first();
    await window.place(sales, "connection_id: shop_pg", "connection_id: shop_pg".length);
    await window.page.keyboard.type("_two");
    await until("the effective manifest has the new value", async () => {
      const shown = await window.page.locator(".monaco-editor .view-lines").allInnerTexts();
      return shown.filter((text) => squeeze(text).includes("connection_id:shop_pg_two")).length > 1;
    });
    await window.page.keyboard.press("Control+z");
  });

  await step("authored compared with effective", async () => {
    await first();
    await window.place(sales, "table: orders", 2);
    await window.command("dpone: Compare Authored with Effective Manifest");
    await window.page.locator(".monaco-diff-editor").first().waitFor();
    await window.shot("authored-diff");
  });

  await step("replay plan: the stage is asked for, the plan is a document", async () => {
    await first();
    await window.place(sales, "table: orders", 2);
    await window.command("dpone: Preview Replay Plan");
    await window.pick("finalize");
    await tab("Replay plan");
    await until("the plan is rendered", async () => (await window.webview().locator("body").innerText()).includes("Not safe to resume automatically"));
    await picture(window, "replay-plan");
  });

  await step("the replay command is copied", async () => {
    await first();
    await window.place(sales, "table: orders", 2);
    await window.command("dpone: Copy Replay Command");
    await window.notification("copied; it plans only");
    const copied = await window.page.evaluate(() => navigator.clipboard.readText());
    if (!/^dpone\S* /.test(copied)) throw new Error(`copied: ${copied}`);
    await window.closeNotifications();
  });

  await step("the rule of a finding opens its page", async () => {
    await window.openFile("faulty.yaml");
    await window.expectSquiggle("error");
    await window.place(faulty, "uniqe_key", 2);
    await window.command("dpone: Open Rule Page");
    await window.pick("unknown-key");
    await until("the page is rendered", async () => (await window.webview().locator("h1").first().innerText()).includes("unknown-key"));
    await window.shot("rule-page");
  });

  await step("why is this file a manifest", async () => {
    await window.page.keyboard.press("Control+1");
    await window.page.locator('.tab[data-resource-name="faulty.yaml"]').first().click();
    await window.command("dpone: Why Is This File");
    await window.notification("This is a dpone document");
    await window.closeNotifications();
  });

  await step("who inherits from this file", async () => {
    await first();
    await window.command("dpone: Show Who Inherits from This File");
    await until("it is rendered", async () => (await window.webview().locator("body").innerText()).includes("Inherited by 3 processes"));
    await window.shot("blast-radius");
  });

  await step("the first five minutes", async () => {
    await window.command("Welcome: Open Walkthrough...");
    await window.pick("dpone manifests: the first five minutes");
    await window.expectVisible(".getting-started-step", "See what mode: auto decides", "the steps are listed");
    await window.shot("walkthrough");
  });

  await step("a new manifest from a snippet is a manifest at once", async () => {
    await window.command("dpone: New Manifest");
    await window.pick("Batch of processes");
    await window.expectInEditor("kind: dpone.batch.v1");
    await window.page.keyboard.press("Escape");
  });

  await step("collected diagnostics name server, parser and the search", async () => {
    await window.command("dpone: Collect Diagnostics");
    await window.expectInEditor("# dpone diagnostics");
    await window.expectInEditor("the bundled server");
  });
}
