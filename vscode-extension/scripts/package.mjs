// Makes the .vsix: vendored server, licence, bundles, vsce; then checks what is in it and how large it is.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

const LIMIT_MB = 6;

const here = fileURLToPath(new URL("..", import.meta.url));
const { name, version } = JSON.parse(readFileSync(path.join(here, "package.json"), "utf8"));
const vsix = path.join(here, `${name}-${version}.vsix`);
const node = (script, ...args) => execFileSync(process.execPath, [path.join(here, script), ...args], { cwd: here, stdio: "inherit" });

copyFileSync(path.join(here, "..", "LICENSE"), path.join(here, "LICENSE"));
// The walkthrough shows pictures that the workbench tests took.
for (const picture of ["hover.png", "what-if.png"]) copyFileSync(path.join(here, "..", "docs", "images", picture), path.join(here, "walkthrough", picture));
if (!process.argv.includes("--keep-server") || !existsSync(path.join(here, "bundled", "server.json"))) node("scripts/bundle_server.mjs");
// vsce runs vscode:prepublish, which builds for production.
node("node_modules/@vscode/vsce/vsce", "package", "--no-dependencies", "--out", vsix);

const megabytes = statSync(vsix).size / 1e6;
console.log(`${path.basename(vsix)}: ${megabytes.toFixed(2)} MB`);
if (megabytes > LIMIT_MB) {
  console.error(`the package is larger than ${LIMIT_MB} MB`);
  process.exit(1);
}
