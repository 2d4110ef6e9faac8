import { describe, expect, test } from "vitest";

import { discover, isFound, type Search } from "../../src/server/discover";
import type { Problem } from "../../src/server/problems";
import type { ProbeResult } from "../../src/server/probe";

const LAUNCHER = "/extension/bundled/server.py";

interface Machine {
  /** What each Python on the machine answers. */
  readonly pythons?: Readonly<Record<string, Partial<{ version: [number, number, number]; server: string; missing: string[]; reason: string }>>>;
  readonly files?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  readonly trusted?: boolean;
  readonly chosen?: string;
  readonly settings?: Partial<Search["settings"]>;
  readonly bundled?: boolean;
}

/** A search on an imagined machine, with the order in which interpreters were asked. */
async function on(machine: Machine) {
  const pythons = machine.pythons ?? {};
  const files = new Set([...Object.keys(pythons), ...(machine.files ?? []), ...(machine.bundled === false ? [] : [LAUNCHER])]);
  const asked: string[] = [];
  const outcome = await discover({
    settings: { path: "", interpreter: "", args: [], useBundled: false, ...machine.settings },
    folders: machine.folders ?? ["/srv/project"],
    trusted: machine.trusted ?? true,
    chosen: machine.chosen,
    bundled: { launcher: LAUNCHER, version: "9.9.9" },
    around: { platform: "linux", environment: { PATH: "/bin", ...machine.environment }, home: "/home/me", exists: (file) => files.has(file), list: () => [] },
    probe: ({ path }): Promise<ProbeResult> => {
      asked.push(path);
      const python = pythons[path] ?? { reason: "there is no such file" };
      if (python.reason !== undefined) return Promise.resolve({ path, reason: python.reason });
      return Promise.resolve({ path, version: python.version ?? [3, 12, 1], server: python.server, missing: python.missing ?? [], fastParser: true });
    },
  });
  return { ...outcome, asked };
}

async function found(machine: Machine) {
  const { result, trail, asked } = await on(machine);
  if (!isFound(result)) throw new Error(`not found: ${JSON.stringify(result)}`);
  return { ...result, trail, asked };
}

async function problem(machine: Machine): Promise<Problem> {
  const { result } = await on(machine);
  if (isFound(result)) throw new Error(`found ${result.origin}`);
  return result;
}

describe("the order of the search", () => {
  test("the setting for the server comes first and asks no Python", async () => {
    const { command, args, kind, asked } = await found({
      settings: { path: "/opt/dpone-lsp", args: ["--log-file", "x"] },
      files: ["/opt/dpone-lsp"],
      pythons: { "/srv/project/.venv/bin/python": { server: "1.0" } },
    });
    expect({ command, args, kind, asked }).toEqual({ command: "/opt/dpone-lsp", args: ["--log-file", "x"], kind: "path", asked: [] });
  });

  test("the setting for the interpreter uses its own server", async () => {
    const { command, args, version } = await found({ settings: { interpreter: "/py" }, pythons: { "/py": { server: "1.2.3" } } });
    expect({ command, args, version }).toEqual({ command: "/py", args: ["-m", "dpone_lsp"], version: "1.2.3" });
  });

  test("the setting for the interpreter runs the bundled server where it has none", async () => {
    const { command, args, kind } = await found({ settings: { interpreter: "/py" }, pythons: { "/py": {} } });
    expect({ command, args, kind }).toEqual({ command: "/py", args: [LAUNCHER], kind: "bundled" });
  });

  test("the Python extension's choice comes before venv folders", async () => {
    const { origin } = await found({
      chosen: "/chosen/python",
      pythons: { "/chosen/python": { server: "1.0" }, "/srv/project/.venv/bin/python": { server: "1.0" } },
    });
    expect(origin).toBe("dpone-lsp of the Python extension");
  });

  test("a venv with dpone-lsp comes before one without it, wherever it stands", async () => {
    const { command, kind } = await found({
      chosen: "/chosen/python",
      pythons: { "/chosen/python": {}, "/srv/project/.venv/bin/python": { server: "1.0" } },
    });
    expect({ command, kind }).toEqual({ command: "/srv/project/.venv/bin/python", kind: "environment" });
  });

  test("the second root's venv is looked at too", async () => {
    const { command } = await found({ folders: ["/a", "/b"], pythons: { "/b/venv/bin/python": { server: "1.0" } } });
    expect(command).toBe("/b/venv/bin/python");
  });

  test("without dpone-lsp anywhere the project's Python runs the bundled server", async () => {
    const { command, args, version } = await found({ pythons: { "/srv/project/.venv/bin/python": {}, "/bin/python3": {} } });
    expect({ command, args, version }).toEqual({ command: "/srv/project/.venv/bin/python", args: [LAUNCHER], version: "9.9.9" });
  });

  test("dpone-lsp that cannot serve an editor counts as none, and the log says what it lacks", async () => {
    const { kind, trail } = await found({ pythons: { "/srv/project/.venv/bin/python": { missing: ["pygls"] } } });
    expect(kind).toBe("bundled");
    expect(trail.join("\n")).toContain("dpone-lsp without pygls");
  });

  test("a machine's Python is never asked for its own dpone-lsp, only run", async () => {
    const { kind } = await found({ pythons: { "/bin/python3": { server: "0.0.1" } } });
    expect(kind).toBe("bundled");
  });

  test("an old venv does not stop the search", async () => {
    const { command } = await found({ pythons: { "/srv/project/.venv/bin/python": { version: [3, 9, 0] }, "/bin/python3.12": {} } });
    expect(command).toBe("/bin/python3.12");
  });

  test("the setting for the bundled server wins over an installed one", async () => {
    const { kind } = await found({ settings: { useBundled: true }, pythons: { "/srv/project/.venv/bin/python": { server: "1.0" } } });
    expect(kind).toBe("bundled");
  });
});

describe("an untrusted workspace", () => {
  test("interpreters of the workspace are not run, not even to be asked", async () => {
    const { asked, command } = await found({
      trusted: false,
      chosen: "/srv/project/.venv/bin/python",
      environment: { PATH: "/srv/project/.venv/bin:/bin" },
      pythons: { "/srv/project/.venv/bin/python": { server: "1.0" }, "/srv/project/.venv/bin/python3": {}, "/bin/python3": {} },
    });
    expect(command).toBe("/bin/python3");
    expect(asked.filter((path) => path.startsWith("/srv/project"))).toEqual([]);
  });
});

describe("what is wrong", () => {
  test("no Python at all", async () => {
    expect(await problem({})).toEqual({ kind: "no-python", looked: 0 });
  });

  test("only a Python that does not answer", async () => {
    expect(await problem({ pythons: { "/bin/python3": { reason: "it said: pyenv: no version" } } })).toEqual({ kind: "no-python", looked: 1 });
  });

  test("only an old Python", async () => {
    expect(await problem({ pythons: { "/bin/python3": { version: [3, 9, 2] } } })).toEqual({ kind: "python-too-old", path: "/bin/python3", version: "3.9.2" });
  });

  test("a setting that names no file is told, never passed over", async () => {
    const machine = { pythons: { "/bin/python3": {} } };
    expect(await problem({ ...machine, settings: { path: "~/gone" } })).toEqual({ kind: "path-missing", path: "/home/me/gone" });
    expect(await problem({ ...machine, settings: { interpreter: "${workspaceFolder}/gone" } })).toMatchObject({ kind: "interpreter-refused", path: "/srv/project/gone" });
    expect(await problem({ settings: { interpreter: "/old" }, pythons: { "/old": { version: [3, 10, 1] } } })).toMatchObject({ kind: "interpreter-too-old", version: "3.10.1" });
  });

  test("a build without the bundled server", async () => {
    expect(await problem({ bundled: false, pythons: { "/bin/python3": {} } })).toEqual({ kind: "bundled-missing", path: "/bin/python3" });
  });
});
