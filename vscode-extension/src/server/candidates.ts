// Where a Python may be, nearest to the user's work first. Only names; nothing is run here.

import * as path from "node:path";

/** Why a candidate is on the list, in words for the log and the messages. */
export interface Candidate {
  readonly path: string;
  readonly prefix?: readonly string[];
  readonly from: string;
  /** True for an interpreter that is part of the user's project, whose own dpone-lsp should be preferred. */
  readonly ofProject: boolean;
}

/** What the search looks at, given so that it can be tested on any machine. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly exists: (file: string) => boolean;
  readonly list: (directory: string) => readonly string[];
}

const VENV_FOLDERS = [".venv", "venv", "env", ".env"];
const NEWEST_FIRST = ["3.14", "3.13", "3.12", "3.11"];

/** Interpreters in the workspace folders' own virtual environments and in an activated one. */
export function projectInterpreters(folders: readonly string[], around: Surroundings): Candidate[] {
  const found: Candidate[] = [];
  for (const folder of folders) {
    for (const name of VENV_FOLDERS) {
      const python = venvPython(path.join(folder, name), around);
      if (around.exists(python)) found.push({ path: python, from: `${name} of ${path.basename(folder)}`, ofProject: true });
    }
  }
  for (const variable of ["VIRTUAL_ENV", "CONDA_PREFIX"]) {
    const root = around.environment[variable];
    if (root === undefined || root === "") continue;
    const python = variable === "CONDA_PREFIX" && around.platform === "win32" ? path.join(root, "python.exe") : venvPython(root, around);
    if (around.exists(python)) found.push({ path: python, from: variable, ofProject: true });
  }
  return found;
}

/**
 * Interpreters of the machine, for running the bundled server. `outside` names folders whose interpreters must not be
 * run: the workspace folders while the workspace is not trusted.
 */
export function machineInterpreters(around: Surroundings, outside: readonly string[] = []): Candidate[] {
  const found = new Map<string, Candidate>();
  const add = (candidate: Candidate): void => {
    const inside = outside.some((folder) => isInside(candidate.path, folder));
    if (!inside && !found.has(candidate.path) && around.exists(candidate.path)) found.set(candidate.path, candidate);
  };
  const names = around.platform === "win32" ? ["python.exe", "python3.exe"] : [...NEWEST_FIRST.map((v) => `python${v}`), "python3", "python"];
  const separator = around.platform === "win32" ? ";" : ":";
  const directories = (around.environment["PATH"] ?? around.environment["Path"] ?? "").split(separator).filter((entry) => path.isAbsolute(entry));
  if (around.platform === "win32") {
    for (const directory of directories) {
      const launcher = path.join(directory, "py.exe");
      add({ path: launcher, prefix: ["-3"], from: "the Python launcher", ofProject: false });
    }
  }
  for (const name of names) {
    for (const directory of directories) add({ path: path.join(directory, name), from: "PATH", ofProject: false });
  }
  if (around.platform !== "win32") {
    // An application started from the dock has a short PATH on macOS.
    for (const directory of around.platform === "darwin" ? ["/opt/homebrew/bin", "/usr/local/bin"] : []) {
      for (const name of names) add({ path: path.join(directory, name), from: directory, ofProject: false });
    }
    for (const store of [".pyenv/versions", ".local/share/uv/python", ".local/share/mise/installs/python", ".asdf/installs/python"]) {
      const root = path.join(around.home, store);
      for (const version of [...around.list(root)].sort(byVersionDescending)) {
        add({ path: path.join(root, version, "bin", "python3"), from: store, ofProject: false });
      }
    }
  }
  return [...found.values()];
}

/** The interpreter of a virtual environment folder. */
export function venvPython(root: string, around: Pick<Surroundings, "platform">): string {
  return around.platform === "win32" ? path.join(root, "Scripts", "python.exe") : path.join(root, "bin", "python");
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
}

function byVersionDescending(left: string, right: string): number {
  return right.localeCompare(left, "en", { numeric: true });
}
