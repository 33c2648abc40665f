import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { checkPath } from "../../server/languageService.ts";
import { createNodeFiles } from "../../server/nodeFiles.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";
import { testParser, testShell } from "../support/nixParser.ts";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));

/** One line per finding, as people would list them. */
async function findingsOf(example: string): Promise<{ readonly release: string; readonly lines: string }> {
  const folder = `${examples}/${example}`;
  const files = createNodeFiles({ roots: [folder] });
  const { release, findings } = checkPath(folder, {
    files,
    parser: await testParser(),
    shell: await testShell(),
    settings: DEFAULT_SETTINGS,
  });
  const lines = findings.map(({ file, range, severity, code, option }) => {
    const at = `${file.slice(folder.length + 1)}:${range.start.line + 1}:${range.start.character + 1}`;
    return `${at} ${severity} ${code} ${option ?? ""}\n`;
  });
  return { release, lines: lines.join("") };
}

// What is true of the examples is pinned; after a change on purpose, `npx vitest run -u` writes it anew, to be read line by line.
it.each([
  ["guide-2024", "2024-06"],
  ["inventory-2026", "2026-08"],
  ["broken", "2025-03"],
])("finds in %s what is pinned", async (example, expected) => {
  const { release, lines } = await findingsOf(example);
  expect(release).toBe(expected);
  await expect(lines).toMatchFileSnapshot(`../fixtures/examples/${example}.txt`);
});

it.each(["guide-2024", "inventory-2026"])("finds no mistake in %s", async (example) => {
  const { lines } = await findingsOf(example);
  expect(lines).not.toContain(" error ");
});
