// Runs the scenarios of this folder against a packaged extension.
//
//   node tests/editors/workbench/run.mjs --vsix FILE [--cache DIR] [--out DIR] [--images DIR] [--only NAME,...] [--again] [--list]
//
// Each scenario prints PASS or FAIL lines; a failing one leaves a screenshot and the dpone log in --out. With --again it gets a second
// chance, which is said loudly: a browser on a busy machine may be late once. Exit status: 0 all passed, 1 something failed, 3 the
// workbench is not installed (setup.sh installs it).

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import * as path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { findChromium, Host, Window } from "./workbench.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    vsix: { type: "string" },
    cache: { type: "string", default: process.env.DPONE_E2E_CACHE ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "dpone-lsp-e2e") },
    out: { type: "string" },
    images: { type: "string" },
    only: { type: "string" },
    again: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
});

const scenarios = [];
for (const file of readdirSync(path.join(here, "scenarios")).sort()) {
  if (file.endsWith(".mjs")) scenarios.push(await import(pathToFileURL(path.join(here, "scenarios", file))));
}
if (options.list) {
  for (const { name, about } of scenarios) console.log(`${name}: ${about}`);
  process.exit(0);
}

const codeServerFolder = readdirSync(options.cache, { withFileTypes: true }).find((entry) => entry.name.startsWith("code-server-") && existsSync(path.join(options.cache, entry.name, ".complete")))?.name;
const playwrightFolder = existsSync(options.cache) && readdirSync(options.cache).find((name) => name.startsWith("playwright-"));
const executablePath = findChromium();
if (codeServerFolder === undefined || !playwrightFolder || executablePath === undefined) {
  console.error(`SKIPPED: the workbench is not installed in ${options.cache}; tests/editors/workbench/setup.sh installs it`);
  process.exit(3);
}
const { chromium } = createRequire(path.join(options.cache, playwrightFolder, "package.json"))("playwright-core");
const codeServer = path.join(options.cache, codeServerFolder, "node_modules", "code-server", "out", "node", "entry.js");

const out = path.resolve(options.out ?? mkdtempSync(path.join(tmpdir(), "dpone-workbench-")));
mkdirSync(out, { recursive: true });
console.log(`workbench: ${codeServerFolder}, results in ${out}`);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });

const chosen = options.only?.split(",");
const summary = [];
let shared;
rmSync(path.join(out, "shared-host"), { recursive: true, force: true });
for (const scenario of scenarios) {
  if (chosen !== undefined && !chosen.includes(scenario.name)) continue;
  let told = await attempt(scenario, scenario.name);
  if (!told.passed && options.again) {
    console.log(`AGAIN, LOUDLY: ${scenario.name} failed and gets its second chance`);
    told = await attempt(scenario, `${scenario.name}-again`);
  }
  summary.push(told);
}
await shared?.stop();
await browser.close();

writeFileSync(path.join(out, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
for (const { name, passed, steps, seconds } of summary) console.log(`${passed ? "PASSED" : "FAILED"} ${name}: ${steps.length} checks, ${seconds.toFixed(0)} s`);
process.exit(summary.every(({ passed }) => passed) && summary.length > 0 ? 0 : 1);

/** Runs one scenario in windows of its own; what it leaves stands in a folder of this name. */
async function attempt(scenario, folderName) {
  const folder = path.join(out, folderName);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const started = Date.now();
  const hosts = [];
  const windows = [];
  const steps = [];
  const context = {
    workspaces: path.join(here, "..", "workspaces"),
    extensionFolder: path.resolve(here, "..", "..", "..", "vscode-extension"),
    cache: path.resolve(options.cache),
    out: folder,
    /** The code-server that most scenarios share, with the usual settings and these. */
    sharedHost: async (settings = {}) => {
      shared ??= await new Host({ codeServer, out, name: "shared-host", vsixes: [path.resolve(options.vsix)] }).start();
      shared.configure(settings);
      return shared;
    },
    /** Starts a code-server of the scenario's own, with the extension (and others) installed. */
    host: async (name, more = {}) => {
      const host = new Host({ codeServer, out: folder, name, ...more, vsixes: [path.resolve(options.vsix), ...(more.vsixes ?? [])] });
      hosts.push(host);
      return host.start();
    },
    open: async (host, target, file, more = {}) => {
      const window = await Window.open(browser, host, target, file, { out: folder, ...more });
      windows.push(window);
      return window;
    },
    /** One named check of the scenario. */
    step: async (what, act) => {
      const begin = Date.now();
      await act();
      steps.push(what);
      console.log(`PASS ${scenario.name}: ${what} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
    },
    /** Takes a picture that is kept in the documentation. */
    picture: async (window, name, { notifications = false, still = false } = {}) => {
      if (!notifications && !still) await window.closeNotifications();
      await window.shot(name, { still });
      if (options.images !== undefined) {
        mkdirSync(options.images, { recursive: true });
        const kept = path.join(options.images, `${name}.png`);
        copyFileSync(path.join(folder, `${name}.png`), kept);
        // A third of the size and the same to the eye; a machine without pngquant keeps them as they are.
        spawnSync("pngquant", ["--force", "--skip-if-larger", "--strip", "--ext", ".png", kept]);
      }
    },
  };
  let failure;
  try {
    await scenario.run(context);
  } catch (error) {
    failure = error;
    console.log(`FAIL ${scenario.name}: ${error.stack}`);
    for (const [index, window] of windows.entries()) await window.shot(`failed-${index}`).catch(() => undefined);
    for (const host of [shared, ...hosts].filter(Boolean)) console.log(`--- end of the dpone log ---\n${host.log("dpone").split("\n").slice(-25).join("\n")}`);
  }
  for (const window of windows) await window.close().catch(() => undefined);
  for (const host of hosts) await host.stop().catch(() => undefined);
  return { name: scenario.name, passed: failure === undefined, steps, seconds: (Date.now() - started) / 1000 };
}
