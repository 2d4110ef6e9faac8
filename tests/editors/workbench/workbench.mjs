// Drives the real VS Code workbench (code-server) in headless Chromium: one class per window, in words of what a person does.

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** How long anything that must happen is waited for: long, since only a failure ever waits to its end. */
const PATIENCE_MS = 90_000;

/** The copies of our workspaces, gone when the tests end. */
const scratch = mkdtempSync(path.join(tmpdir(), "dpone-e2e-"));
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** Settings that keep the workbench still: nothing of them is about the extension under test. */
const QUIET_SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "update.mode": "none",
  "security.workspace.trust.enabled": false,
  "editor.minimap.enabled": false,
  "editor.fontFamily": "DejaVu Sans Mono",
  "editor.fontSize": 13,
  "editor.hover.delay": 100,
  "chat.disableAIFeatures": true,
  "files.autoSave": "off",
};

/** One code-server with its own user data, extensions and environment. */
export class Host {
  #process;

  constructor({ codeServer, out, name, vsixes, settings = {}, environment = process.env }) {
    this.codeServer = codeServer;
    this.root = path.join(out, name);
    this.userData = path.join(this.root, "user-data");
    this.extensions = path.join(this.root, "extensions");
    this.vsixes = vsixes;
    this.settings = { ...QUIET_SETTINGS, ...settings };
    this.environment = environment;
  }

  async start() {
    mkdirSync(path.join(this.userData, "User"), { recursive: true });
    mkdirSync(this.extensions, { recursive: true });
    writeFileSync(path.join(this.root, "config.yaml"), "");
    this.configure();
    const common = ["--config", path.join(this.root, "config.yaml"), "--user-data-dir", this.userData, "--extensions-dir", this.extensions];
    for (const vsix of this.vsixes) await this.#run([...common, "--install-extension", vsix, "--force"]);
    this.port = await freePort();
    this.#process = spawn(
      process.execPath,
      [this.codeServer, ...common, "--auth", "none", "--bind-addr", `127.0.0.1:${this.port}`, "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"],
      { env: this.environment, stdio: ["ignore", "pipe", "pipe"], detached: true },
    );
    let said = "";
    const listen = (data) => (said += data);
    this.#process.stdout.on("data", listen);
    this.#process.stderr.on("data", listen);
    await until(`code-server listens on port ${this.port}`, () => {
      if (this.#process.exitCode !== null) throw new Error(`code-server ended: ${said.slice(-2000)}`);
      return said.includes("HTTP server listening");
    });
    return this;
  }

  /** Writes the user settings anew: the usual ones and these. */
  configure(more = {}) {
    writeFileSync(path.join(this.userData, "User", "settings.json"), JSON.stringify({ ...this.settings, ...more }, null, 2));
  }

  async stop() {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    // Its own process group: code-server, the extension host and what that started.
    process.kill(-child.pid, "SIGTERM");
    const timer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), 3_000);
    await gone;
    clearTimeout(timer);
  }

  /** Address of a folder or of a .code-workspace file, with a file opened in it. */
  url(target, file, payload = []) {
    const remote = (one) => `vscode-remote://127.0.0.1:${this.port}${one}`;
    const open = file === undefined ? [] : [["openFile", remote(path.join(path.extname(target) === "" ? target : path.dirname(target), file))]];
    const query = new URLSearchParams({ [target.endsWith(".code-workspace") ? "workspace" : "folder"]: target });
    const all = [...open, ...payload];
    if (all.length > 0) query.set("payload", JSON.stringify(all));
    return `http://127.0.0.1:${this.port}/?${query}`;
  }

  /** Logs that the editor keeps of an output channel. */
  log(channel) {
    const found = [];
    for (const file of walk(path.join(this.userData, "logs"))) if (path.basename(file).includes(channel)) found.push(readFileSync(file, "utf8"));
    return found.join("\n");
  }

  /** Processes of the machine that run a file of this host's extensions folder: the servers it started. */
  servers() {
    const found = [];
    for (const entry of readdirSync("/proc")) {
      if (!/^\d+$/.test(entry)) continue;
      try {
        const command = readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0");
        if (command.some((part) => part.startsWith(this.extensions) && part.endsWith("server.py")) || (command.includes("dpone_lsp") && readlinkSync(`/proc/${entry}/cwd`).startsWith(this.extensions))) found.push(Number(entry));
      } catch {
        // It ended while we looked.
      }
    }
    return found;
  }

  #run(args) {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [this.codeServer, ...args], { env: this.environment, stdio: ["ignore", "pipe", "pipe"] });
      let said = "";
      child.stdout.on("data", (data) => (said += data));
      child.stderr.on("data", (data) => (said += data));
      child.once("exit", (code) => (code === 0 ? resolve(said) : reject(new Error(`code-server ${args.at(-2)} failed: ${said}`))));
    });
  }
}

/** One browser window on a host. */
export class Window {
  constructor(page, host, out) {
    this.page = page;
    this.host = host;
    this.out = out;
  }

  static async open(browser, host, target, file, { out, payload = [], size = { width: 1280, height: 800 } } = {}) {
    const context = await browser.newContext({ viewport: size, permissions: ["clipboard-read", "clipboard-write"] });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const window = new Window(page, host, out);
    await page.goto(host.url(target, file, payload), { waitUntil: "domcontentloaded" });
    await page.locator(".monaco-workbench").waitFor();
    if (file !== undefined) await page.locator(".monaco-editor .view-line").first().waitFor();
    return window;
  }

  async close() {
    await this.page.context().close();
  }

  async shot(name, { still = false } = {}) {
    // Away from everything that reacts to the mouse, except where what reacted is the subject.
    if (!still) await this.page.mouse.move(640, 795);
    await this.page.waitForTimeout(250);
    await this.page.screenshot({ path: path.join(this.out, `${name}.png`) });
  }

  async command(title) {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input").first();
    await input.waitFor();
    await input.fill(`>${title}`);
    const rows = this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title });
    await rows.first().waitFor();
    // The first row is the best guess of the palette, which may be a longer title.
    const titles = await rows.allInnerTexts();
    const exact = titles.findIndex((text) => plain(text).split("\n")[0].trim() === title);
    await rows.nth(Math.max(exact, 0)).click();
  }

  /** Opens a file of the workspace by name through the quick-open box. */
  async openFile(name) {
    await this.page.keyboard.press("Control+p");
    const input = this.page.locator(".quick-input-widget input").first();
    await input.waitFor();
    await input.fill(name);
    await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: name }).first().waitFor();
    await this.page.keyboard.press("Enter");
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  }

  /** Chooses an entry of the list that is shown. */
  async pick(text) {
    const input = this.page.locator(".quick-input-widget input").first();
    await input.waitFor();
    // The list draws only the rows in sight, so it is filtered first; it may still be filling.
    await input.fill(text);
    await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: text }).first().waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** Puts the cursor at the first place of `text` in `content`, `into` characters into it. */
  async place(content, text, into = 0) {
    const offset = content.indexOf(text);
    if (offset < 0) throw new Error(`the file does not hold ${JSON.stringify(text)}`);
    const before = content.slice(0, offset + into).split("\n");
    await this.page.keyboard.press("Control+g");
    const input = this.page.locator(".quick-input-widget input").first();
    await input.waitFor();
    await input.fill(`:${before.length}:${before.at(-1).length + 1}`);
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
  }

  /** What the active editor shows, blanks made equal (the editor draws them as no-break spaces). */
  async editorText(locator = this.page.locator(".editor-group-container.active .monaco-editor .view-lines").first()) {
    return plain(await locator.innerText());
  }

  async expectInEditor(text, what = text) {
    await until(`the editor shows ${JSON.stringify(what)}`, async () => {
      for (const lines of await this.page.locator(".monaco-editor .view-lines").all()) {
        if (squeeze(await lines.innerText().catch(() => "")).includes(squeeze(text))) return true;
      }
      return false;
    });
  }

  async expectVisible(selector, text, what = `${selector} with ${JSON.stringify(text)}`) {
    const wanted = squeeze(text);
    await until(what, async () => {
      for (const one of await this.page.locator(selector).all()) {
        if ((await one.isVisible()) && squeeze(await one.innerText()).includes(wanted)) return true;
      }
      return false;
    });
  }

  async expectSquiggle(kind) {
    await this.page.locator(`.squiggly-${kind}`).first().waitFor();
  }

  async problems() {
    await this.page.keyboard.press("Control+Shift+m");
    await this.page.locator(".markers-panel").waitFor();
  }

  /** Shows the hover at the cursor by key and waits for all texts; its parts come in one after the other. */
  async hoverAtCursor(...texts) {
    await this.page.keyboard.press("Control+k");
    await this.page.keyboard.press("Control+i");
    await until(`the hover holds ${JSON.stringify(texts)}`, async () => {
      const shown = squeeze((await this.page.locator(".monaco-hover:not(.hidden) .hover-contents").allInnerTexts()).join("\n"));
      return texts.every((text) => shown.includes(squeeze(text)));
    });
  }

  /** Opens the quick-fix menu at the cursor and applies the action whose title holds `title`. */
  async quickFix(title, { shot } = {}) {
    const row = this.page.locator(".action-widget .monaco-list-row.action").filter({ hasText: title }).first();
    // The menu that opens before the server's answer holds nothing of it; ask again until it does.
    await until(`the quick-fix menu offers ${JSON.stringify(title)}`, async () => {
      await this.page.keyboard.press("Control+.");
      try {
        await row.waitFor({ timeout: 5_000 });
        return true;
      } catch {
        await this.page.keyboard.press("Escape");
        return false;
      }
    });
    if (shot !== undefined) await this.shot(shot);
    for (let step = 0; step < 40; step += 1) {
      const focused = this.page.locator(".action-widget .monaco-list-row.action.focused");
      if ((await focused.count()) > 0 && plain(await focused.first().innerText()).includes(title)) break;
      await this.page.keyboard.press("ArrowDown");
    }
    await this.page.keyboard.press("Enter");
    await this.page.locator(".action-widget").waitFor({ state: "hidden" });
  }

  async save() {
    await this.page.keyboard.press("Control+s");
    await this.page.locator(".tab.active:not(.dirty)").first().waitFor();
  }

  /** The page inside the webview panel that was opened last. */
  webview() {
    return this.page.frameLocator("iframe.webview.ready").last().frameLocator("#active-frame");
  }

  async notification(text) {
    await this.expectVisible(".notification-list-item-message", text, `a notification with ${JSON.stringify(text)}`);
  }

  async closeNotifications() {
    const toasts = this.page.locator(".notifications-toasts .notification-list-item");
    for (let tries = 0; tries < 10 && (await toasts.count()) > 0; tries += 1) {
      // The button to close a notification is there only under the mouse.
      await toasts.first().hover({ timeout: 2_000 }).catch(() => undefined);
      await toasts.first().locator(".codicon-notifications-clear").click({ timeout: 2_000 }).catch(() => undefined);
      await this.page.waitForTimeout(200);
    }
  }

  async statusBar() {
    const item = this.page.locator('.statusbar-item[id*="dpone.status"]');
    return (await item.count()) === 0 || !(await item.first().isVisible()) ? undefined : plain(await item.first().innerText());
  }

  async expectStatusBar(text) {
    await until(`the status bar says ${JSON.stringify(text)}`, async () => squeeze((await this.statusBar()) ?? "").includes(squeeze(text)));
  }
}

/** A fresh copy of one of our workspaces, so that a test may change it. */
export function copyWorkspace(source) {
  const target = path.join(mkdtempSync(path.join(scratch, "copy-")), path.basename(source));
  cpSync(source, target, { recursive: true });
  return target;
}

/** Waits until `holds` gives true; what it throws meanwhile is told only when it never does. */
export async function until(what, holds, patience = PATIENCE_MS) {
  const end = Date.now() + patience;
  let last;
  for (;;) {
    try {
      if (await holds()) return;
    } catch (error) {
      last = error;
      if (/code-server ended/.test(String(error))) throw error;
    }
    if (Date.now() > end) throw new Error(`not within ${patience / 1000} s: ${what}${last === undefined ? "" : ` (${last.message})`}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export const plain = (text) => text.replaceAll("\u00a0", " ").replaceAll("\u200b", "");
export const squeeze = (text) => plain(text).replaceAll(/\s+/g, "");

export function findChromium() {
  const given = process.env.DPONE_CHROMIUM;
  for (const one of given ? [given] : ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]) if (existsSync(one)) return one;
  return undefined;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function* walk(directory) {
  if (!existsSync(directory)) return;
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) if (entry.isFile()) yield path.join(entry.parentPath, entry.name);
}
