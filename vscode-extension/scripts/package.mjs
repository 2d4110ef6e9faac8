// Makes the .vsix: vendored server, licence, bundles, vsce; then checks what is in it and how large it is.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

const VSCE = "node_modules/@vscode/vsce/vsce";
const LIMIT_MB = 6;
/** Without one of these the package would install and not work, or not say what it is. */
const NEEDED = [
  "LICENSE",
  "README.md",
  "CHANGELOG.md",
  "icon.png",
  "dist/extension.js",
  "dist/activation.js",
  "dist/decision.js",
  "media/decision.css",
  "bundled/server.py",
  "bundled/server.json",
  "bundled/lint.py",
  "snippets/dpone.json",
  "schemas/dpone-lint.schema.json",
  "walkthrough/hover.png",
];

const here = fileURLToPath(new URL("..", import.meta.url));
const { name, version, repository } = JSON.parse(readFileSync(path.join(here, "package.json"), "utf8"));
const vsix = path.join(here, `${name}-${version}.vsix`);
const node = (script, ...args) => execFileSync(process.execPath, [path.join(here, script), ...args], { cwd: here, stdio: "inherit" });

copyFileSync(path.join(here, "..", "LICENSE"), path.join(here, "LICENSE"));
// The walkthrough shows pictures that the workbench tests took.
for (const picture of ["hover.png", "what-if.png"]) copyFileSync(path.join(here, "..", "docs", "images", picture), path.join(here, "walkthrough", picture));
if (!process.argv.includes("--keep-server") || !existsSync(path.join(here, "bundled", "server.json"))) node("scripts/bundle_server.mjs");
// vsce runs vscode:prepublish, which builds for production. Links of the README are relative to this folder, which vsce
// would take for the root of the repository.
const place = (kind) => `${repository.url.replace(/\.git$/, "")}/${kind}/HEAD/${repository.directory}`;
node(VSCE, "package", "--no-dependencies", "--baseContentUrl", place("blob"), "--baseImagesUrl", place("raw"), "--out", vsix);

const packed = execFileSync(process.execPath, [path.join(here, VSCE), "ls", "--no-dependencies"], { cwd: here, encoding: "utf8" }).split("\n");
const missing = NEEDED.filter((file) => !packed.includes(file));
if (missing.length > 0) {
  console.error(`the package lacks ${missing.join(", ")}`);
  process.exit(1);
}
const megabytes = statSync(vsix).size / 1e6;
console.log(`${path.basename(vsix)}: ${megabytes.toFixed(2)} MB`);
if (megabytes > LIMIT_MB) {
  console.error(`the package is larger than ${LIMIT_MB} MB`);
  process.exit(1);
}
