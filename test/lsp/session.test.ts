import { expect, test } from "vitest";
import { startFakeSession } from "../support/fakeService.ts";
import { nixDocument } from "../support/lspClient.ts";

const uri = "file:///clan/a.nix";
const insert = (line: number, character: number, text: string) => ({
  range: { start: { line, character }, end: { line, character } },
  text,
});
const change = (version: number, ...contentChanges: unknown[]) => ({ textDocument: { uri, version }, contentChanges });

test("an opened document gets its findings with their version, and again after each edit", async () => {
  const { client } = startFakeSession();
  await client.initialize();
  await client.notify("textDocument/didOpen", nixDocument(uri, "x\nBAD\n", 7));
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } };
  expect(await client.findings(uri, 7)).toEqual({
    uri,
    version: 7,
    diagnostics: [
      {
        range,
        severity: 1,
        code: "bad-word",
        source: "clan-backups",
        message: "This is bad: BAD.",
        relatedInformation: [{ location: { uri: "file:///clan/other.nix", range }, message: "see there" }],
      },
    ],
  });
  await client.notify("textDocument/didChange", change(8, insert(0, 0, "🐚\n"), insert(0, 2, " BAD")));
  expect((await client.findings(uri, 8)).diagnostics.map((it) => it.range.start)).toEqual([
    { line: 0, character: 3 },
    { line: 2, character: 0 },
  ]);
});

test("a burst of edits ends with the findings of the last version, and no version older than one already sent", async () => {
  const { client, service } = startFakeSession();
  await client.initialize();
  await client.notify("textDocument/didOpen", nixDocument(uri, ""));
  for (let version = 2; version <= 200; version++) {
    await client.notify("textDocument/didChange", change(version, insert(0, 0, version % 2 === 0 ? "BAD\n" : "\n")));
  }
  const last = await client.findings(uri, 200);
  expect(last.diagnostics).toHaveLength(100);
  const versions = client.published.map((it) => it.version ?? -1);
  expect(versions).toEqual([...versions].sort((a, b) => a - b));
  expect(client.published.map((it) => it.diagnostics.length)).toEqual(versions.map((it) => Math.floor(it / 2)));
  expect(service.judged).toBeLessThan(200);
});

test("findings of files that are not open are published, and taken back when they are gone", async () => {
  const { client, service } = startFakeSession();
  service.disk.set("/clan/a b.nix", "BAD");
  await client.initialize({ workspaceFolders: [{ uri: "file:///clan", name: "clan" }] });
  const other = "file:///clan/a%20b.nix";
  await client.until(() => client.published.find((it) => it.uri === other && it.diagnostics.length === 1));
  service.disk.clear();
  await client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: other, type: 3 }] });
  await client.until(() => client.published.find((it) => it.uri === other && it.diagnostics.length === 0));
  expect(service.changedFiles).toEqual(["/clan/a b.nix"]);
});

test("closing a document outside of the workspace takes its findings back", async () => {
  const { client } = startFakeSession();
  await client.initialize();
  await client.notify("textDocument/didOpen", nixDocument(uri, "BAD"));
  await client.findings(uri, 1);
  await client.notify("textDocument/didClose", { textDocument: { uri } });
  await client.until(() => client.published.find((it) => it.uri === uri && it.diagnostics.length === 0));
});

test("unsaved documents are judged; old versions in a diff and other languages are not", async () => {
  const { client, service } = startFakeSession();
  await client.initialize();
  await client.notify("textDocument/didOpen", nixDocument("git:/clan/a.nix?x", "BAD"));
  await client.notify("textDocument/didOpen", {
    textDocument: { uri: "file:///clan/a.md", languageId: "markdown", version: 1, text: "BAD" },
  });
  await client.notify("textDocument/didOpen", nixDocument("untitled:Untitled-1", "BAD"));
  expect((await client.findings("untitled:Untitled-1", 1)).diagnostics).toHaveLength(1);
  expect([...service.texts.keys()]).toEqual(["/untitled:/Untitled-1.nix"]);
});

test("an engine that fails on one document is told once, and serves the others", async () => {
  const { client } = startFakeSession();
  await client.initialize();
  await client.notify("textDocument/didOpen", nixDocument(uri, "CRASH"));
  const action = { textDocument: { uri }, range: insert(0, 0, "").range, context: { diagnostics: [] } };
  await expect(client.request("textDocument/codeAction", action)).rejects.toMatchObject({ code: -32603 });
  await expect(client.request("textDocument/codeAction", action)).rejects.toMatchObject({ code: -32603 });
  await client.notify("textDocument/didOpen", nixDocument("file:///clan/b.nix", "BAD"));
  expect((await client.findings("file:///clan/b.nix", 1)).diagnostics).toHaveLength(1);
  await client.notify("textDocument/didChange", change(2, { text: "BAD" }));
  expect((await client.findings(uri, 2)).diagnostics).toHaveLength(1);
  const told = client.logged.filter(({ message }) => message.startsWith("textDocument/codeAction failed"));
  expect(told).toHaveLength(1);
  expect(client.published.filter((it) => it.uri === uri && it.version === 1)).toEqual([]);
});

test("a quick fix is offered where the finding is, with an edit for the version that is open", async () => {
  const { client } = startFakeSession();
  await client.initialize({ capabilities: { workspace: { workspaceEdit: { documentChanges: true } } } });
  await client.notify("textDocument/didOpen", nixDocument(uri, "x BAD", 3));
  const ask = (character: number, only?: string[]) => {
    const at = { line: 0, character };
    const context = only === undefined ? { diagnostics: [] } : { diagnostics: [], only };
    return client.request("textDocument/codeAction", { textDocument: { uri }, range: { start: at, end: at }, context });
  };
  const range = { start: { line: 0, character: 2 }, end: { line: 0, character: 5 } };
  expect(await ask(4)).toMatchObject([
    {
      title: "Make it good",
      kind: "quickfix",
      isPreferred: true,
      diagnostics: [{ code: "bad-word", range }],
      edit: { documentChanges: [{ textDocument: { uri, version: 3 }, edits: [{ range, newText: "GOOD" }] }] },
    },
  ]);
  expect(await ask(0)).toEqual([]);
  expect(await ask(4, ["refactor"])).toEqual([]);
});
