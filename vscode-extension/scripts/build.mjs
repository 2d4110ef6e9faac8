// Bundles the extension: a small door (extension.js), what runs once a manifest is met (activation.js), and the panel's page (decision.js).

import { context } from "esbuild";

const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");

const shared = { bundle: true, minify: production, sourcemap: production ? false : "linked", logLevel: "warning", outdir: "dist", legalComments: "none" };
const host = { ...shared, platform: "node", format: "cjs", target: "node20" };

const contexts = await Promise.all([
  // The door requires activation.js only when a manifest is met; `import()` becomes a `require` of the file beside it.
  context({ ...host, entryPoints: ["src/extension.ts"], external: ["vscode", "./activation.js"], supported: { "dynamic-import": false } }),
  context({ ...host, entryPoints: ["src/activation.ts"], external: ["vscode"] }),
  context({ ...shared, entryPoints: ["src/webview/decision.ts"], platform: "browser", format: "iife", target: "es2022" }),
]);

if (watch) {
  await Promise.all(contexts.map((one) => one.watch()));
} else {
  await Promise.all(contexts.map((one) => one.rebuild()));
  await Promise.all(contexts.map((one) => one.dispose()));
}
