// Bundles the tests that run inside the extension host into one file, given as argument.

import { build } from "esbuild";

await build({ entryPoints: ["test/exthost/index.ts"], outfile: process.argv[2], bundle: true, platform: "node", format: "cjs", target: "node20", external: ["vscode"], logLevel: "warning" });
