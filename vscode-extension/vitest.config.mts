import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["test/unit/**/*.test.ts"], testTimeout: 20_000 },
  resolve: { alias: { vscode: fileURLToPath(new URL("test/unit/fakeVscode.ts", import.meta.url)) } },
});
