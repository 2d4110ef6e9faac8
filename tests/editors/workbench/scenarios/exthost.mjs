import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { copyWorkspace, until } from "../workbench.mjs";

export const name = "exthost";
export const about = "the extension's own tests, inside the real extension host and on the packaged extension";

export async function run({ host, open, step, out, workspaces, extensionFolder }) {
  const tests = path.join(out, "exthost.js");
  execFileSync(process.execPath, [path.join(extensionFolder, "scripts", "build_exthost_tests.mjs"), tests], { cwd: extensionFolder, stdio: "inherit" });
  const result = path.join(out, "result.json");
  const server = await host("host", {
    environment: { ...process.env, DPONE_EXTHOST_RESULT: result, DPONE_FAKE_SERVER: path.join(extensionFolder, "test", "fakeServer", "fake_dpone_server.py") },
  });
  const installed = readdirSync(server.extensions).find((entry) => entry.startsWith("dpone-lsp.dpone-manifests-"));
  const remote = (file) => `vscode-remote://127.0.0.1:${server.port}${file}`;
  await open(server, copyWorkspace(path.join(workspaces, "exthost")), undefined, {
    payload: [
      ["extensionDevelopmentPath", remote(path.join(server.extensions, installed))],
      ["extensionTestsPath", remote(tests)],
    ],
  });
  await until("the tests in the extension host end", () => existsSync(result) && readFileSync(result, "utf8").endsWith("]"), 600_000);
  const outcomes = JSON.parse(readFileSync(result, "utf8"));
  const failed = outcomes.filter(({ passed }) => !passed);
  for (const { name: what, passed } of outcomes) if (passed) await step(what, () => undefined);
  for (const { name: what, failure } of failed) console.log(`FAIL exthost: ${what}\n${failure}`);
  if (failed.length > 0) throw new Error(`${failed.length} of ${outcomes.length} tests in the extension host failed`);
}
