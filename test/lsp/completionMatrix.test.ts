import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CompletionList } from "vscode-languageserver/node";
import { releaseNamed } from "../../server/clan/release.ts";
import { declarationsOf } from "../../server/clan/releaseOptions.ts";
import type { OptionDeclaration } from "../../server/nix/options/optionData.ts";
import { LineIndex } from "../../server/nix/source.ts";
import {
  CLAN_HOSTS,
  CURSOR,
  type Host,
  MACHINE_HOSTS,
  SHAPES,
  type Shape,
  settingsHosts,
} from "../support/completionShapes.ts";
import { nixDocument } from "../support/lspClient.ts";
import { startServer } from "../support/server.ts";

const RELEASES = ["2024-06", "2026-08"] as const;

/** Names of the user's own, as they are written. */
const OWN = ["own", '"my-own"', "$" + "{name}", '"/a.b"'];

/** Where the cursor is in the last name: before, in and behind it, with nothing, the rest of it or another word behind. */
const COLUMNS: readonly ((name: string) => string)[] = [
  () => CURSOR,
  (name) => `${name.slice(0, 1)}${CURSOR}`,
  (name) => `${name.slice(0, half(name))}${CURSOR}`,
  (name) => `${name}${CURSOR}`,
  (name) => `${name.slice(0, half(name))}${CURSOR}${name.slice(half(name))}`,
  (name) => `${name.slice(0, half(name))}${CURSOR}ofs`,
];

function half(name: string): number {
  return Math.ceil(name.length / 2);
}

/** Options that people write: no elements of lists, no names of the user's own at the end, nothing read-only or internal. */
function isWritten({ path, readOnly, internal }: OptionDeclaration): boolean {
  const last = path.at(-1) ?? "";
  return readOnly !== true && internal !== true && !path.includes("*") && last !== "<name>" && !last.startsWith("_");
}

interface Question {
  readonly option: string;
  readonly shape: Shape;
  readonly document: string;
  readonly marked: string;
  /** The word at the cursor, and what it is to become. */
  readonly word: string;
  readonly name: string;
}

/** Every option in every shape; host, column and names of the user's own take turns. */
function* questions(options: readonly OptionDeclaration[], hosts: readonly Host[]): Generator<Question> {
  for (const [number, option] of options.filter(isWritten).entries()) {
    const name = option.path.at(-1) ?? "";
    const before = option.path.slice(0, -1);
    for (const [index, shape] of SHAPES.entries()) {
      const turn = number + index;
      const host = hosts[turn % hosts.length];
      const typed = COLUMNS[(turn + Math.floor(turn / COLUMNS.length)) % COLUMNS.length]?.(name);
      if (host === undefined || typed === undefined) throw new Error("There are no hosts or columns.");
      const written = before.map((part, at) => (part === "<name>" ? (OWN[(turn + at) % OWN.length] ?? "") : part));
      const marked = host.around(shape.write({ before: written, typed }));
      yield {
        option: option.path.join("."),
        shape,
        document: host.document,
        marked,
        word: typed.replace(CURSOR, ""),
        name,
      };
    }
  }
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-matrix-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(RELEASES)("in %s, every option is found in every shape", (release) => {
  const { client, stop } = startServer();
  let version = 0;
  const opened = new Set<string>();
  beforeAll(() => client.initialize({ rootUri: pathToFileURL(folder).href, initializationOptions: { release } }));
  afterAll(async () => expect(await stop()).toBe(0));

  async function listFor({ document, marked }: Question): Promise<CompletionList> {
    const uri = pathToFileURL(join(folder, document)).href;
    const text = marked.replace(CURSOR, "");
    version += 1;
    if (opened.has(uri))
      await client.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ text }] });
    else {
      for (const other of opened) await client.notify("textDocument/didClose", { textDocument: { uri: other } });
      opened.clear();
      opened.add(uri);
      await client.notify("textDocument/didOpen", nixDocument(uri, text, version));
    }
    const position = new LineIndex(text).positionAt(marked.indexOf(CURSOR));
    const params = { textDocument: { uri }, position };
    return Object(await client.request("textDocument/completion", params));
  }

  /** What is wrong with the answer; `undefined` for nothing. */
  function objection({ items }: CompletionList, { marked, word, name }: Question): string | undefined {
    const item = items.find(({ label }) => label === name);
    const edit = item?.textEdit;
    if (edit === undefined || !("range" in edit)) return "missing";
    const text = marked.replace(CURSOR, "");
    const lines = new LineIndex(text);
    const written =
      text.slice(0, lines.offsetAt(edit.range.start)) + edit.newText + text.slice(lines.offsetAt(edit.range.end));
    const start = marked.indexOf(CURSOR) - (marked.split(CURSOR)[0] ?? "").length + lastWordStart(marked);
    return written === text.slice(0, start) + name + text.slice(start + word.length) ? undefined : `becomes ${written}`;
  }

  async function check(asked: Iterable<Question>, annotate: (message: string) => unknown): Promise<void> {
    const missed: string[] = [];
    let count = 0;
    const byDocument = [...asked].sort((a, b) => (a.document < b.document ? -1 : a.document > b.document ? 1 : 0));
    for (const question of byDocument) {
      count += 1;
      const wrong = objection(await listFor(question), question);
      if (wrong !== undefined) missed.push(`${question.option}, ${question.shape.name}: ${question.marked}: ${wrong}`);
    }
    await annotate(`${count - missed.length} of ${count}`);
    expect(missed.slice(0, 40)).toEqual([]);
  }

  const declared = releaseNamed(release);
  if (declared === undefined) throw new Error("The release is not known.");
  const { nixos, clan, serviceRoles } = declarationsOf(declared);

  test("of machines", { timeout: 600_000 }, async ({ annotate }) => {
    await check(questions(nixos, MACHINE_HOSTS), annotate);
  });

  test("of the clan", { timeout: 600_000 }, async ({ annotate }) => {
    await check(questions(clan, CLAN_HOSTS), annotate);
  });

  test.runIf(release >= "2025-07")(
    "of roles in instances (which came in 2025)",
    { timeout: 600_000 },
    async ({ annotate }) => {
      const all = Object.entries(serviceRoles).flatMap(([service, roles]) =>
        Object.entries(roles).flatMap(([role, options]) => [...questions(options, settingsHosts(service, role))]),
      );
      await check(all, annotate);
    },
  );
});

function lastWordStart(marked: string): number {
  const before = marked.slice(0, marked.indexOf(CURSOR));
  return before.length - (/[\w'-]*$/.exec(before)?.[0].length ?? 0);
}
