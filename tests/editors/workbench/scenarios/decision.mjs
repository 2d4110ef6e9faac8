import { readFileSync } from "node:fs";
import * as path from "node:path";

import { copyWorkspace, squeeze, until } from "../workbench.mjs";

export const name = "decision";
export const about = "the decision panel: ladder, what-if by keyboard, flips, another process, strict policy";

export async function run({ sharedHost, open, step, picture, workspaces }) {
  const folder = copyWorkspace(path.join(workspaces, "main"));
  const stock = readFileSync(path.join(folder, "manifests", "stock.yaml"), "utf8");
  const sales = readFileSync(path.join(folder, "manifests", "sales.batch.yaml"), "utf8");
  const server = await sharedHost();
  const window = await open(server, folder, "manifests/stock.yaml", { size: { width: 1500, height: 900 } });
  const blocked = [];
  window.page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text()) && /decision\.(js|css)|active-frame|vscode-webview/.test(message.text() + message.location().url)) blocked.push(message.text());
  });
  await window.expectInEditor("mode: auto⟶ partition_replace", "the strategy behind auto");
  await window.place(stock, "mode: auto", 7);

  const page = window.webview();
  const shows = (selector, text, what) => until(what, async () => squeeze(await page.locator(selector).innerText()).includes(squeeze(text)));

  await step("explain: the panel shows the ladder, with the rung that was taken", async () => {
    await window.command("dpone: Explain Decision");
    await shows("#process", "stock_levels", "the process is named");
    await shows("#baseline", "partition_replace", "the strategy is named");
    await shows("#ladder tr.taken", "estimated_rows", "the rung that was taken says why");
    await until("nothing is changed, so there is one card", async () => !(await page.locator("#outcome").isVisible()) && (await page.locator("#baseline").isVisible()));
    await picture(window, "decision-panel");
  });

  await step("what if, by keyboard alone: fewer rows, another load", async () => {
    await window.command("dpone: What If");
    await until("the keyboard is in the first field", () => page.locator("#hint-estimated_rows").evaluate((field) => document.activeElement === field));
    await window.page.keyboard.press("Control+a");
    await window.page.keyboard.type("10_000");
    await shows("#outcome", "incremental_merge", "fewer rows lead to a merge");
    await until("both cards are there", async () => (await page.locator("#outcome").isVisible()) && (await page.locator("#baseline").isVisible()));
    await shows("#baseline", "partition_replace", "the baseline stays");
    await shows("#verdict", "Another load.", "the verdict says so");
    await shows("#hint-estimated_rows-note", "manifest: 25_000_000", "the field says what the manifest has");
    await picture(window, "what-if");
  });

  await step("a value that is none is marked and not asked about", async () => {
    await page.locator("#hint-estimated_rows").focus();
    await window.page.keyboard.press("Control+a");
    await window.page.keyboard.type("many");
    await until("the field is marked", async () => (await page.locator("#hint-estimated_rows").getAttribute("aria-invalid")) === "true");
    await shows("#verdict", "Nothing changed yet", "the outcome is the manifest's");
  });

  await step("back to the manifest", async () => {
    await page.locator("#reset").press("Enter");
    await until("the field has the manifest's value", async () => (await page.locator("#hint-estimated_rows").inputValue()) === "25_000_000");
  });

  await step("a flip can be tried", async () => {
    const flip = page.locator("#flips li", { hasText: "changed_percent" }).locator("button").first();
    await flip.press("Enter");
    await until("the threshold is in the field", () => page.locator("#hint-changed_percent").evaluate((field) => document.activeElement === field && field.value !== ""));
    await page.locator("#reset").press("Enter");
  });

  await step("the panel follows an edit that is not saved", async () => {
    await window.page.keyboard.press("Control+1");
    await window.place(stock, "changed_percent: 0.2", "changed_percent: 0.2".length);
    await window.page.keyboard.press("Backspace");
    await window.page.keyboard.type("01");
    await shows("#baseline", "incremental_merge", "0.01 is below the threshold");
    await window.page.keyboard.press("Control+z");
    await window.page.keyboard.press("Control+z");
  });

  await step("another process of a batch is chosen from the panel", async () => {
    await window.page.keyboard.press("Control+1");
    await window.openFile("sales.batch.yaml");
    await window.place(sales, "mode: auto", 7);
    await window.command("dpone: What If");
    await window.pick("public.returns");
    await shows("#process", "public.returns", "the process is named");
    await shows("#baseline", "incremental_merge", "few changes: a merge");
    await page.locator("#pick").press("Enter");
    await window.pick("public.orders");
    await shows("#process", "public.orders", "the other process is named");
    await shows("#baseline", "partition_replace", "a partition column and many changes");
  });

  await step("the report as text", async () => {
    await page.locator("#text").press("Enter");
    await window.page.locator('.tab[aria-label*="Preview Decision"]').last().waitFor();
  });

  await step("the panel is there again after the window is reloaded", async () => {
    // Without naming a file, which would open it in place of what was open.
    await window.page.goto(server.url(folder), { waitUntil: "domcontentloaded" });
    await window.page.locator(".monaco-workbench").waitFor();
    // Which of the processes it was depends on when the editor last wrote down the state of its panels.
    await window.page.locator('.tab[aria-label*="Decision: "]').first().click();
    await shows("#baseline", "partition_replace", "the decision is asked for again");
  });

  await step("a light theme", async () => {
    await window.page.keyboard.press("Control+1");
    await window.command("Preferences: Color Theme");
    await window.pick("Light Modern");
    await until("the panel is light", () => page.locator("body").evaluate((body) => body.classList.contains("vscode-light")));
    await window.shot("light-theme");
  });

  for (const [theme, kind] of [["Dark High Contrast", "vscode-high-contrast"], ["Light High Contrast", "vscode-high-contrast-light"]]) {
    await step(`high contrast: everything has an outline in ${theme}`, async () => {
      await window.page.keyboard.press("Control+1");
      await window.command("Preferences: Color Theme");
      await window.pick(theme);
      await until("the panel has the theme", () => page.locator("body").evaluate((body, name) => body.classList.contains(name), kind));
      const drawn = await page.locator("body").evaluate(() => {
        const style = (selector) => getComputedStyle(document.querySelector(selector));
        const seen = (colour) => colour !== "rgba(0, 0, 0, 0)" && colour !== "transparent" && colour !== getComputedStyle(document.body).backgroundColor;
        return {
          card: seen(style(".card").borderTopColor),
          button: seen(style("#pick").borderTopColor),
          field: seen(style("#hint-estimated_rows").borderTopColor),
          "row of the ladder": seen(style("#ladder td").borderBottomColor),
          "rung that was taken": style("tr.taken td").boxShadow !== "none",
          text: seen(style("body").color),
        };
      });
      const missing = Object.keys(drawn).filter((name) => !drawn[name]);
      if (missing.length > 0) throw new Error(`cannot be told from the background: ${missing.join(", ")}`);
      await window.shot(kind);
    });
  }

  await step("the page broke no rule of its policy", () => {
    if (blocked.length > 0) throw new Error(blocked.join("\n"));
  });
}
