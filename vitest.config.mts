import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{unit,lsp,differential,fuzz,clan}/**/*.test.ts"],
    globalSetup: ["test/support/bundle.ts"],
    // A hung test must end the run, a slow machine must not: the limits are far above what any test needs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
