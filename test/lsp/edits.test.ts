import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Diagnostic } from "vscode-languageserver/node";
import { nixDocument } from "../support/lspClient.ts";
import { startServer } from "../support/server.ts";

const seeds = ["broken/machines/laptop/configuration.nix", "guide-2024/machines/myhostname/configuration.nix"];
const snippets = [
  "{",
  "}",
  ";",
  "\n",
  "\r\n",
  '"',
  "''",
  "${",
  "# ",
  "/* ",
  "🐚",
  " = 1; ",
  "clan.localbackup.targets.hdd.directry = 5;\n",
  "services.borgbackup.jobs.x = { paths = 7; };\n",
  "imports = [ ./b.nix ];\n",
  "lib.mkIf true ",
];

/** A place as a share of the text, so that it exists whatever was edited before. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 30 }),
  text: fc.oneof(fc.constantFrom(...snippets), fc.constant("")),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function positionAt(text: string, offset: number) {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  // Between \r and \n there is no position: LSP knows only the one before both.
  const isSplit = text[offset - 1] === "\r" && text[offset] === "\n";
  if (isSplit) return positionAt(text, offset - 1);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** The edit as a change of `text`, and the text after it. */
function apply(text: string, { at, length, text: inserted }: Edit) {
  const skipsPair = (offset: number) => (text[offset - 1] === "\r" && text[offset] === "\n" ? offset - 1 : offset);
  const start = skipsPair(Math.floor(at * text.length));
  const end = skipsPair(Math.min(text.length, start + length));
  const change = { range: { start: positionAt(text, start), end: positionAt(text, end) }, text: inserted };
  return { change, after: text.slice(0, start) + inserted + text.slice(end) };
}

const { client, stop } = startServer();
beforeAll(async () => void (await client.initialize()));
afterAll(async () => expect(await stop()).toBe(0));

/** What is shown of a document, whatever its name is. */
const shown = (diagnostics: readonly Diagnostic[], uri: string): unknown =>
  JSON.parse(JSON.stringify(diagnostics).replaceAll(uri, "file:///it"));

test("edits in any order give the same findings as a fresh open", { timeout: 300_000 }, async () => {
  const texts = seeds.map((name) => readFileSync(new URL(`../../examples/${name}`, import.meta.url), "utf8"));
  let number = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...texts),
      fc.array(edit, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (start, edits, inOne) => {
        number += 1;
        const edited = `file:///nowhere/edited${number}/it.nix`;
        const fresh = `file:///nowhere/fresh${number}/it.nix`;
        await client.notify("textDocument/didOpen", nixDocument(edited, start, 0));
        let text = start;
        const changes = edits.map((it) => {
          const { change, after } = apply(text, it);
          text = after;
          return change;
        });
        const batches = inOne ? [changes] : changes.map((change) => [change]);
        for (const [index, contentChanges] of batches.entries()) {
          await client.notify("textDocument/didChange", {
            textDocument: { uri: edited, version: index + 1 },
            contentChanges,
          });
        }
        await client.notify("textDocument/didOpen", nixDocument(fresh, text, 1));
        const incremental = await client.findings(edited, batches.length);
        const whole = await client.findings(fresh, 1);
        expect(shown(incremental.diagnostics, edited), text).toEqual(shown(whole.diagnostics, fresh));
        for (const uri of [edited, fresh]) await client.notify("textDocument/didClose", { textDocument: { uri } });
      },
    ),
    { numRuns: 40 },
  );
});
