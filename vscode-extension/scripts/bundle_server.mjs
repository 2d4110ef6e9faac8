// Vendors the server into bundled/: dpone-lsp of this repository and its pure-Python dependencies, by pip.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("..", import.meta.url));
const repository = path.resolve(here, "..");
const bundled = path.join(here, "bundled");
const libs = path.join(bundled, "libs");

const python = findPython();
rmSync(bundled, { recursive: true, force: true });
mkdirSync(libs, { recursive: true });
mkdirSync(path.join(here, "schemas"), { recursive: true });

const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-warn-script-location", "--no-deps", "--no-compile", "--target", libs];
run(python, [...pip, "-r", path.join(here, "launcher", "requirements.txt")]);
run(python, [...pip, repository]);

const compiled = [];
for (const file of walk(libs)) {
  if (/\.(so|pyd|dylib)$/.test(file)) {
    compiled.push(path.relative(libs, file));
    rmSync(file);
  }
}
for (const name of readdirSync(libs)) {
  if (name === "bin" || name === "__pycache__") rmSync(path.join(libs, name), { recursive: true });
}
for (const directory of walkDirectories(libs)) {
  if (["__pycache__", "tests"].includes(path.basename(directory)) && existsSync(directory)) rmSync(directory, { recursive: true });
}
for (const launcher of ["server.py", "lint.py"]) cpSync(path.join(here, "launcher", launcher), path.join(bundled, launcher));

// The proof that nothing compiled is needed: no site-packages, no environment variables, only what was vendored.
const isolated = ["-I", "-S", "-B"];
const version = /^dpone-lsp (\S+)/.exec(run(python, [...isolated, path.join(bundled, "server.py"), "--version"]))?.[1];
// The schema of the settings file, for TOML extensions that read `tomlValidation`.
writeFileSync(path.join(here, "schemas", "dpone-lint.schema.json"), run(python, [...isolated, path.join(bundled, "lint.py"), "schema", "settings"]));
writeFileSync(path.join(bundled, "server.json"), `${JSON.stringify({ version })}\n`);
console.log(`bundled dpone-lsp ${version} with ${python}: ${(size(libs) / 1e6).toFixed(1)} MB unpacked; left out compiled: ${compiled.join(", ") || "none"}`);

function run(command, args) {
  return execFileSync(command, args, { encoding: "utf8", cwd: here, stdio: ["ignore", "pipe", "inherit"] });
}

/** $DPONE_BUNDLE_PYTHON, else the first Python 3.11 or newer with pip. */
function findPython() {
  const given = process.env.DPONE_BUNDLE_PYTHON;
  for (const name of given ? [given] : ["python3.13", "python3.12", "python3.11", "python3", "python"]) {
    try {
      execFileSync(name, ["-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"], { stdio: "ignore" });
      return name;
    } catch {
      // Not there, too old, or without pip: the next one.
    }
  }
  throw new Error("no Python 3.11 or newer with pip was found; set DPONE_BUNDLE_PYTHON");
}

function* walk(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) yield path.join(entry.parentPath, entry.name);
  }
}

function* walkDirectories(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) yield path.join(entry.parentPath, entry.name);
  }
}

function size(directory) {
  let total = 0;
  for (const file of walk(directory)) total += statSync(file).size;
  return total;
}
