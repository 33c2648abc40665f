import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { PublishDiagnosticsParams } from "vscode-languageserver/node";
import { runCli, startCli } from "../support/bundle.ts";
import { nixDocument } from "../support/lspClient.ts";
import { startServer } from "../support/server.ts";

const uri = "file:///nowhere/module.nix";
const typo = '{ clan.localbackup.targets.hdd = { directory = "/mnt"; mountpont = "/mnt"; }; }';

test("what the server says it can do", async () => {
  const { client, stop } = startServer();
  expect(await client.initialize()).toEqual({
    capabilities: {
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: 2 },
      codeActionProvider: { codeActionKinds: ["quickfix"] },
      completionProvider: { triggerCharacters: [".", '"', "/", "@", " "], resolveProvider: true },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: { prepareProvider: true },
      documentLinkProvider: {},
      documentSymbolProvider: true,
      workspaceSymbolProvider: true,
      foldingRangeProvider: true,
      selectionRangeProvider: true,
      inlayHintProvider: true,
      codeLensProvider: {},
      semanticTokensProvider: {
        legend: { tokenTypes: ["property"], tokenModifiers: ["defaultLibrary", "deprecated"] },
        full: true,
      },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
    serverInfo: { name: "clan-backups", version: runCli(["--version"]).stdout.trim() },
  });
  expect(await stop()).toBe(0);
});

test("the code of a finding leads to its page, for clients that show such links", async () => {
  for (const codeDescriptionSupport of [true, false]) {
    const { client, stop } = startServer();
    await client.initialize({ capabilities: { textDocument: { publishDiagnostics: { codeDescriptionSupport } } } });
    await client.notify("textDocument/didOpen", nixDocument(uri, typo));
    const { diagnostics } = await client.findings(uri, 1);
    const links = diagnostics.map(({ codeDescription }) => codeDescription?.href);
    if (codeDescriptionSupport) {
      for (const link of links) expect(readFileSync(new URL(link ?? ""), "utf8")).toMatch(/^# unknown-option\n/);
    } else expect(links).toEqual([undefined]);
    expect(await stop()).toBe(0);
  }
});

test("a mistake is shown where it is, and goes when it is mended", async () => {
  const { client, stop } = startServer();
  await client.initialize();
  await client.notify("textDocument/didOpen", nixDocument(uri, typo));
  expect((await client.findings(uri, 1)).diagnostics).toMatchObject([
    {
      code: "unknown-option",
      severity: 1,
      source: "clan-backups",
      range: { start: { line: 0, character: 55 }, end: { line: 0, character: 64 } },
    },
  ]);
  const at = { line: 0, character: 62 };
  const contentChanges = [{ range: { start: at, end: at }, text: "i" }];
  await client.notify("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges });
  expect((await client.findings(uri, 2)).diagnostics.map(({ code }) => code)).not.toContain("unknown-option");
  expect(await stop()).toBe(0);
});

test("the workspace's findings are those of the command line, also of files nobody opened", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-lsp-")));
  cpSync(new URL("../../examples/broken", import.meta.url), folder, { recursive: true });
  const { findings }: { findings: { file: string; code: string; range: unknown; message: string }[] } = JSON.parse(
    runCli(["check", "--format", "json"], { cwd: folder }).stdout,
  );
  expect(findings.length).toBeGreaterThan(0);
  const expected = new Map<string, unknown[]>();
  for (const { file, code, range, message } of findings) {
    const name = pathToFileURL(join(folder, file)).href;
    expected.set(name, [...(expected.get(name) ?? []), { code, range, message }]);
  }
  const { client, stop } = startServer();
  await client.initialize({ workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "broken" }] });
  const shown = (publications: readonly PublishDiagnosticsParams[]) =>
    new Map(
      publications.map(({ uri: name, diagnostics }) => [
        name,
        diagnostics.map(({ code, range, message }) => ({ code, range, message })),
      ]),
    );
  await client.until(() => (shown(client.published).size === expected.size ? true : undefined));
  expect(shown(client.published)).toEqual(expected);
  rmSync(folder, { recursive: true });
  expect(await stop()).toBe(0);
});

test("a file that is changed on disk is judged again", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-lsp-")));
  const file = join(folder, "module.nix");
  const fileUri = pathToFileURL(file).href;
  writeFileSync(file, "{ }");
  const { client, stop } = startServer();
  await client.initialize({ workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "x" }] });
  writeFileSync(file, typo);
  await client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: fileUri, type: 2 }] });
  await client.until(() => client.published.find((it) => it.uri === fileUri && it.diagnostics.length === 1));
  rmSync(file);
  await client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: fileUri, type: 3 }] });
  await client.until(() => (client.published.at(-1)?.diagnostics.length === 0 ? true : undefined));
  rmSync(folder, { recursive: true });
  expect(await stop()).toBe(0);
});

test("the server ends with its input: 1 without a shutdown, 0 after one", async () => {
  const unexpected = startServer();
  await unexpected.client.initialize();
  unexpected.process.stdin?.end();
  expect(await unexpected.ended).toBe(1);
  const expected = startServer();
  await expected.client.initialize();
  await expected.client.request("shutdown");
  expected.process.stdin?.end();
  expect(await expected.ended).toBe(0);
});

test("exit without shutdown is a failure", async () => {
  const { client, ended } = startServer();
  await client.initialize();
  await client.notify("exit");
  expect(await ended).toBe(1);
});

test("the server ends when the process of its client is gone", async () => {
  const { pid } = spawnSync(process.execPath, ["--eval", "0"]);
  const { client, ended } = startServer();
  await client.initialize({ processId: pid });
  expect(await ended).toBe(1);
});

test("over Node's own channel, as VS Code starts it", async () => {
  const server = startCli(["lsp", "--node-ipc", `--clientProcessId=${process.pid}`], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const params = { processId: null, rootUri: null, capabilities: {} };
  server.send({ jsonrpc: "2.0", id: 1, method: "initialize", params });
  const [answer] = await once(server, "message");
  expect(answer).toMatchObject({ id: 1, result: { serverInfo: { name: "clan-backups" } } });
  server.disconnect();
  expect(await once(server, "exit")).toEqual([1, null]);
});
