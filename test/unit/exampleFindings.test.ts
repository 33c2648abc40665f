import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { checkPath } from "../../server/languageService.ts";
import { createNodeFiles } from "../../server/nodeFiles.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";
import { testParser } from "../support/nixParser.ts";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));

/** One line per finding, as people would list them. */
async function findingsOf(example: string): Promise<{ readonly release: string; readonly lines: string }> {
  const folder = `${examples}/${example}`;
  const files = createNodeFiles({ roots: [folder] });
  const { release, findings } = checkPath(folder, { files, parser: await testParser(), settings: DEFAULT_SETTINGS });
  const lines = findings.map(({ file, range, severity, code, option }) => {
    const at = `${file.slice(folder.length + 1)}:${range.start.line + 1}:${range.start.character + 1}`;
    return `${at} ${severity} ${code} ${option ?? ""}\n`;
  });
  return { release, lines: lines.join("") };
}

it("finds nothing in the guide of 2024", async () => {
  expect(await findingsOf("guide-2024")).toEqual({ release: "2024-06", lines: "" });
});

it("finds nothing in the same fleet today", async () => {
  expect(await findingsOf("inventory-2026")).toEqual({ release: "2026-08", lines: "" });
});

it("finds each mistake of the broken clan", async () => {
  const expected = readFileSync(new URL("../fixtures/examples/broken.txt", import.meta.url), "utf8");
  expect(await findingsOf("broken")).toEqual({ release: "2025-03", lines: expected });
});
