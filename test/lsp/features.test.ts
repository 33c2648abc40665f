import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ErrorCodes } from "vscode-languageserver/node";
import { SERVER_CAPABILITIES } from "../../server/lsp/capabilities.ts";
import { BACKUPS_METHOD } from "../../server/protocol.ts";
import { nixDocument } from "../support/lspClient.ts";
import { startServer } from "../support/server.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-features-")));
const file = (path: string) => pathToFileURL(join(folder, path)).href;
const CLIENT = "machines/myhostname/configuration.nix";
const { client, stop } = startServer();

/** Position of the first `words` in the document, `ahead` characters into them. */
function positionOf(path: string, words: string, ahead = 1) {
  const text = readFileSync(join(folder, path), "utf8");
  const index = text.indexOf(words) + ahead;
  if (index < ahead) throw new Error(`${words} is not in ${path}`);
  const lines = text.slice(0, index).split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

const inClient = { textDocument: { uri: file(CLIENT) } };

beforeAll(async () => {
  cpSync(new URL("../../examples/inventory-2026", import.meta.url), folder, { recursive: true });
  const capabilities = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };
  await client.initialize({ capabilities, rootUri: pathToFileURL(folder).href });
  for (const path of [CLIENT, "clan.nix"])
    await client.notify("textDocument/didOpen", nixDocument(file(path), readFileSync(join(folder, path), "utf8")));
});

afterAll(async () => {
  expect(await stop()).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});

describe("over the protocol, in today's example", () => {
  test("completion, and its documentation when it is asked for", async () => {
    const at = positionOf(CLIENT, "clan.core.state", "clan.core.st".length);
    const list = await client.request("textDocument/completion", { ...inClient, position: at });
    const [item] = Object(list).items;
    expect(item).toMatchObject({ label: "state" });
    expect(item).not.toHaveProperty("documentation");
    expect(await client.request("completionItem/resolve", item)).toMatchObject({
      documentation: { kind: "markdown", value: expect.stringContaining("clan.core.state") },
    });
  });

  test("hover and definition", async () => {
    const position = positionOf(CLIENT, "folders");
    expect(await client.request("textDocument/hover", { ...inClient, position })).toMatchObject({
      contents: { kind: "markdown", value: expect.stringContaining("list of strings") },
    });
    expect(await client.request("textDocument/definition", { ...inClient, position })).toContainEqual(
      expect.objectContaining({ uri: file(CLIENT) }),
    );
  });

  test("hover of a machine tells what the client last heard of its backups", async () => {
    const textDocument = { uri: file("clan.nix") };
    const position = positionOf("clan.nix", "myhostname");
    const ask = async () => JSON.stringify(await client.request("textDocument/hover", { textDocument, position }));
    expect(await ask()).not.toContain("Last backup");
    const known = {
      clan: folder,
      machine: "myhostname",
      askedAt: Date.UTC(2026, 10, 23, 9),
      newest: Date.UTC(2026, 10, 22, 1),
    };
    await client.notify(BACKUPS_METHOD, { machines: [known] });
    expect(await ask()).toMatch(/Last backup: Sun 2026-11-22 .*, as `myhostname` said on Mon 2026-11-23/);
    await client.notify(BACKUPS_METHOD, { machines: [{ ...known, newest: null }] });
    expect(await ask()).toMatch(/No backup, as `myhostname` said on/);
    await client.notify(BACKUPS_METHOD, { machines: [{ machine: 5 }] });
    expect(await ask()).toContain("No backup");
    await client.notify(BACKUPS_METHOD, { machines: [] });
    expect(await ask()).not.toContain("No backup, as");
  });

  test("what can be asked of every document", async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 500, character: 0 } };
    const ask = (method: string) => client.request(method, { ...inClient, range });
    expect(await ask("textDocument/documentSymbol")).toContainEqual(
      expect.objectContaining({ name: expect.stringContaining("clan.core.state") }),
    );
    expect(await ask("textDocument/foldingRange")).not.toEqual([]);
    expect(await ask("textDocument/codeLens")).toContainEqual(
      expect.objectContaining({ command: { title: expect.stringMatching(/folders? → /), command: "" } }),
    );
    expect(await ask("textDocument/semanticTokens/full")).toMatchObject({ data: expect.arrayContaining([1]) });
    expect(await ask("textDocument/inlayHint")).toEqual([]);
    expect(await ask("textDocument/documentLink")).toMatchObject([{ target: file("modules/admin.nix") }]);
    expect(await client.request("workspace/symbol", { query: "myhost" })).toContainEqual(
      expect.objectContaining({ name: "myhostname", containerName: "machine" }),
    );
  });

  test("there is no formatter: neither announced, nor registered, nor there when it is asked for", async () => {
    const announced = Object.keys(SERVER_CAPABILITIES).filter((name) => /format|willSave/i.test(name));
    expect([...announced, ...client.registered.flatMap((it) => it.registrations)]).toEqual([]);
    const options = { tabSize: 2, insertSpaces: true };
    for (const method of ["formatting", "rangeFormatting", "onTypeFormatting", "willSaveWaitUntil"])
      await expect(client.request(`textDocument/${method}`, { ...inClient, options })).rejects.toMatchObject({
        code: ErrorCodes.MethodNotFound,
      });
  });

  test("rename gives edits, or the reason why not", async () => {
    const clan = { textDocument: { uri: file("clan.nix") } };
    const machine = positionOf("clan.nix", "myhostname");
    await expect(
      client.request("textDocument/rename", { ...clan, position: machine, newName: "notebook" }),
    ).rejects.toThrow(/Clan keeps files of myhostname/);
  });

  test.each(["hover", "completion", "definition", "rename", "codeLens", "inlayHint", "selectionRange"])(
    "wrong parameters of %s get an error, and the server goes on",
    async (method) => {
      await expect(client.request(`textDocument/${method}`, { textDocument: 5 })).rejects.toThrow(/not as LSP says/);
      const elsewhere = { textDocument: { uri: "git:/x" }, position: { line: 0, character: 0 } };
      expect(await client.request("textDocument/hover", elsewhere)).toBeNull();
    },
  );
});
