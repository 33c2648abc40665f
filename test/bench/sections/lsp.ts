/** From a change to its diagnostics through the language server, as an editor sees it. */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { startCli } from "../../support/bundle.ts";
import { createLspClient, type LspClient, nixDocument } from "../../support/lspClient.ts";
import { generateModule } from "../generate.ts";
import { pinRelease } from "../generateClan.ts";
import { createRandom } from "../random.ts";
import { ratio, row } from "../report.ts";
import { type Section, withFolder } from "../section.ts";

/** Longer than the server's pace: each edit is the first after a pause, as when one stops to think. */
const PAUSE_MS = 400;

/** Milliseconds from each of `count` characters typed in the document to the diagnostics of that version. */
async function typeCharacters(client: LspClient, uri: string, text: string, count: number): Promise<readonly number[]> {
  const random = createRandom(6);
  const lines = text
    .split("\n")
    .flatMap((line, index) => (line.includes(` = "`) ? [{ line: index, character: line.indexOf('"') + 1 }] : []));
  const samples: number[] = [];
  for (let version = 2; version < count + 2; version++) {
    const at = lines[random.below(lines.length)];
    if (at === undefined) break;
    await pause(PAUSE_MS);
    const start = performance.now();
    await client.notify("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: at, end: at }, text: "x" }],
    });
    await client.findings(uri, version);
    samples.push(performance.now() - start);
  }
  return samples;
}

/** Milliseconds of a question that the server answers without any work: it does not know the method. */
async function roundTrips(client: LspClient, count: number): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    await client.request("bench/nothing").catch(() => undefined);
    samples.push(performance.now() - start);
  }
  return samples;
}

export const run: Section = ({ quick }) =>
  withFolder(async (folder) => {
    pinRelease(folder);
    const path = join(folder, "module.nix");
    const text = generateModule(1000);
    writeFileSync(path, text);
    const server = startCli(["lsp", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
    if (server.stdout === null || server.stdin === null) throw new Error("The server has no streams.");
    const client = createLspClient(server.stdout, server.stdin);
    const uri = pathToFileURL(path).href;
    const rootUri = pathToFileURL(folder).href;
    const start = performance.now();
    await client.initialize({ rootUri, workspaceFolders: [{ uri: rootUri, name: "bench" }] });
    await client.notify("textDocument/didOpen", nixDocument(uri, text));
    await client.findings(uri, 1);
    const opened = performance.now() - start;
    const edit = row("didChange → publishDiagnostics", "ms", await typeCharacters(client, uri, text, quick ? 5 : 100));
    const trip = row("a request that is refused", "ms", await roundTrips(client, quick ? 5 : 100));
    await client.request("shutdown");
    await client.notify("exit");
    await once(server, "exit");
    client.dispose();
    return [
      {
        title: "edit → diagnostics through the language server, a module of 1000 lines",
        rows: [row("initialize → first diagnostics", "ms", opened), edit, trip],
        ratios: [
          ratio(edit, trip, {
            name: "a bare round trip",
            meaning: "how much of the delay is work and not the protocol",
          }),
        ],
        notes: [`Between two edits there is a pause of ${PAUSE_MS} ms.`],
      },
    ];
  });
