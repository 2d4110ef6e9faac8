import { describe, expect, test } from "vitest";

import { machineInterpreters, projectInterpreters, type Surroundings } from "../../src/server/candidates";

const around = (files: readonly string[], more: Partial<Surroundings> = {}): Surroundings => ({
  platform: "linux",
  environment: { PATH: "/one:/two:relative" },
  home: "/home/me",
  exists: (file) => files.includes(file),
  list: () => [],
  ...more,
});
const paths = (candidates: readonly { readonly path: string }[]): string[] => candidates.map(({ path }) => path);

describe("interpreters of a project", () => {
  test("folders in the order of custom, then activated environments", () => {
    const files = ["/p/venv/bin/python", "/p/.venv/bin/python", "/active/bin/python", "/conda/bin/python"];
    const environment = { VIRTUAL_ENV: "/active", CONDA_PREFIX: "/conda" };
    expect(paths(projectInterpreters(["/p"], around(files, { environment })))).toEqual([
      "/p/.venv/bin/python",
      "/p/venv/bin/python",
      "/active/bin/python",
      "/conda/bin/python",
    ]);
  });
});

describe("interpreters of the machine", () => {
  test("the newest version on the path first; relative entries of the path are not followed", () => {
    const files = ["/one/python3", "/two/python3.12", "/one/python3.11", "relative/python3"];
    expect(paths(machineInterpreters(around(files)))).toEqual(["/two/python3.12", "/one/python3.11", "/one/python3"]);
  });

  test("versions kept by pyenv and uv, newest first by number", () => {
    const versions: Record<string, string[]> = { "/home/me/.pyenv/versions": ["3.9.18", "3.11.7", "3.13.0"] };
    const files = (versions["/home/me/.pyenv/versions"] ?? []).map((version) => `/home/me/.pyenv/versions/${version}/bin/python3`);
    const list = (directory: string): readonly string[] => versions[directory] ?? [];
    expect(paths(machineInterpreters(around(files, { list })))[0]).toBe("/home/me/.pyenv/versions/3.13.0/bin/python3");
  });

  test("folders to stay out of", () => {
    const files = ["/p/bin/python3", "/two/python3", "/panama/python3"];
    const environment = { PATH: "/p/bin:/two:/panama" };
    expect(paths(machineInterpreters(around(files, { environment }), ["/p"]))).toEqual(["/two/python3", "/panama/python3"]);
  });
});
