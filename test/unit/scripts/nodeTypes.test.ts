import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { nodeTypesSource } from "../../../scripts/generate-node-types.mjs";

test("server/nix/syntax/nodeTypes.ts is what `npm run generate:node-types` writes", () => {
  const committed = readFileSync(new URL("../../../server/nix/syntax/nodeTypes.ts", import.meta.url), "utf8");
  expect(committed).toBe(nodeTypesSource());
});
