import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{unit,lsp,differential,fuzz,clan,grammar,editors}/**/*.test.ts"],
    // Debian's Nix warns at each start, as root, that its group of builders does not exist; nothing is built here.
    env: { NIX_CONFIG: "build-users-group =" },
    globalSetup: ["test/support/bundle.ts"],
    // A hung test must end the run, a slow machine must not: the limits are far above what any test needs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
