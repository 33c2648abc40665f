/** What each method of the language server takes in a clan of 200 machines, as an editor sees it. */
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { LineIndex } from "../../../server/nix/source.ts";
import { startCli } from "../../support/bundle.ts";
import { createLspClient, type LspClient, nixDocument } from "../../support/lspClient.ts";
import { generateModule } from "../generate.ts";
import { clanText, machineName, writeClan } from "../generateClan.ts";
import { measure } from "../measure.ts";
import { loadParsers } from "../parsers.ts";
import { type Report, type Row, ratio, row } from "../report.ts";
import { type Section, withFolder } from "../section.ts";

const MACHINES = 200;
/** What answers are to stay below: people take a tenth of a second for at once, and the editor needs its part of it. */
const TARGET_MS = 50;
/** Longer than the server waits with diagnostics after an edit, which are not to be measured here. */
const PAUSE_MS = 300;

interface Document {
  readonly title: string;
  readonly path: string;
  readonly text: string;
  /** A text that is there once; the cursor is in front of it. */
  readonly name: string;
  /** Of something that can be renamed. */
  readonly entity: string;
}

interface Method {
  readonly name: string;
  readonly params: object;
}

function methodsFor({ text, name, entity }: Document, uri: string): readonly Method[] {
  const lines = new LineIndex(text);
  const at = (words: string) => lines.positionAt(text.indexOf(words) + 1);
  const textDocument = { uri };
  const whole = { start: { line: 0, character: 0 }, end: lines.positionAt(text.length) };
  const screen = { start: { line: 0, character: 0 }, end: { line: 60, character: 0 } };
  const position = at(name);
  return [
    { name: "completion", params: { textDocument, position } },
    { name: "hover", params: { textDocument, position } },
    { name: "definition", params: { textDocument, position: at(entity) } },
    { name: "references", params: { textDocument, position: at(entity), context: { includeDeclaration: true } } },
    { name: "documentHighlight", params: { textDocument, position: at(entity) } },
    { name: "prepareRename", params: { textDocument, position: at(entity) } },
    { name: "rename", params: { textDocument, position: at(entity), newName: "another" } },
    { name: "documentLink", params: { textDocument } },
    { name: "documentSymbol", params: { textDocument } },
    { name: "foldingRange", params: { textDocument } },
    { name: "selectionRange", params: { textDocument, positions: [position] } },
    { name: "inlayHint", params: { textDocument, range: screen } },
    { name: "codeLens", params: { textDocument } },
    { name: "semanticTokens/full", params: { textDocument } },
    { name: "codeAction", params: { textDocument, range: whole, context: { diagnostics: [] } } },
  ];
}

/** Milliseconds of a request alone, and of one that comes with an edit before it. */
async function measureMethod(
  client: LspClient,
  uri: string,
  method: Method,
  runs: number,
  nextVersion: () => number,
): Promise<readonly Row[]> {
  const ask = () => client.request(`textDocument/${method.name}`, method.params).catch(() => undefined);
  const alone: number[] = [];
  const edited: number[] = [];
  await ask();
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await ask();
    alone.push(performance.now() - start);
  }
  for (let run = 0; run < runs; run++) {
    await pause(PAUSE_MS);
    const start = performance.now();
    // A blank in front of the last bracket, and away again.
    const before = { line: 0, character: 0 };
    const range = { start: before, end: run % 2 === 0 ? before : { line: 0, character: 1 } };
    const contentChanges = [{ range, text: run % 2 === 0 ? " " : "" }];
    await client.notify("textDocument/didChange", { textDocument: { uri, version: nextVersion() }, contentChanges });
    await ask();
    edited.push(performance.now() - start);
  }
  return [row(method.name, "ms", alone), row(`${method.name} after an edit`, "ms", edited)];
}

async function reportOn(client: LspClient, document: Document, bare: Row, quick: boolean): Promise<Report> {
  const uri = pathToFileURL(document.path).href;
  let version = 1;
  await client.notify("textDocument/didOpen", nixDocument(uri, document.text, version));
  await client.findings(uri, 1);
  const nextVersion = () => {
    version += 1;
    return version;
  };
  const rows: Row[] = [bare];
  for (const method of methodsFor(document, uri))
    rows.push(...(await measureMethod(client, uri, method, quick ? 2 : 5, nextVersion)));
  await client.notify("textDocument/didClose", { textDocument: { uri } });
  const slow = rows.filter(({ median }) => median > TARGET_MS).map(({ name }) => name);
  return {
    title: `methods of the language server, ${document.title}`,
    rows,
    ratios: rows
      .slice(1)
      .map((it) => ratio(it, bare, { name: "parsing the file once", meaning: `${it.name}, all of the round trip` })),
    notes: slow.length === 0 ? [] : [`Above ${TARGET_MS} ms: ${slow.join(", ")}.`],
  };
}

export const run: Section = ({ quick }) =>
  withFolder(async (folder) => {
    const machines = quick ? 10 : MACHINES;
    writeClan(folder, machines);
    const own = join(folder, "machines", machineName(1), "configuration.nix");
    const module = generateModule(1000);
    mkdirSync(dirname(own), { recursive: true });
    writeFileSync(own, module);
    const { bare } = await loadParsers();
    const parseTime = (text: string) =>
      row(
        "tree-sitter alone, the whole file",
        "ms",
        measure(quick ? 2 : 20, () => bare.parse(text)?.delete()),
      );
    const server = startCli(["lsp", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
    if (server.stdout === null || server.stdin === null) throw new Error("The server has no streams.");
    const client = createLspClient(server.stdout, server.stdin);
    const rootUri = pathToFileURL(folder).href;
    await client.initialize({ rootUri, workspaceFolders: [{ uri: rootUri, name: "bench" }] });
    const state = /clan\.core\.state\.(\w+)/.exec(module)?.[1] ?? "";
    const clan = clanText(machines);
    const reports = [
      await reportOn(
        client,
        {
          title: `a module of 1,000 lines in a clan of ${machines} machines`,
          path: own,
          text: module,
          name: "preBackupScript",
          entity: `.${state} = {`,
        },
        parseTime(module),
        quick,
      ),
      await reportOn(
        client,
        {
          title: `the clan.nix of ${machines} machines`,
          path: join(folder, "clan.nix"),
          text: clan,
          name: "mountpoint",
          entity: `${machineName(1)} = {`,
        },
        parseTime(clan),
        quick,
      ),
    ];
    await client.request("shutdown");
    await client.notify("exit");
    await once(server, "exit");
    client.dispose();
    return reports;
  });
