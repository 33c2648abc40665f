import { expect, test } from "vitest";
import { WATCHED_GLOBS } from "../../server/lsp/capabilities.ts";
import { STATUS_METHOD } from "../../server/protocol.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";
import { startFakeSession } from "../support/fakeService.ts";
import { nixDocument } from "../support/lspClient.ts";

const uri = "file:///clan/a.nix";
const defaults = DEFAULT_SETTINGS;

test("a client that can be asked is asked, at the start and after each change", async () => {
  let answer: unknown = { release: "2024-06", syntaxErrors: false };
  const { client, service } = startFakeSession({ configuration: () => answer });
  await client.initialize();
  await client.notify("textDocument/didOpen", nixDocument(uri, "BAD"));
  await client.findings(uri, 1);
  expect(service.settings.at(-1)).toEqual({ ...defaults, release: "2024-06", syntaxErrors: false });
  answer = { release: "2031-01", syntaxErrors: null };
  await client.notify("workspace/didChangeConfiguration", { settings: null });
  const complaint = await client.until(() => client.logged.find(({ type }) => type === 2));
  expect(complaint.message).toContain("clanBackups.release must be one of auto, 2024-05, 2024-06");
  expect(service.settings.at(-1)).toEqual(defaults);
});

test("a client that cannot be asked sends settings at the start and when they change", async () => {
  const { client, service } = startFakeSession();
  await client.initialize({ initializationOptions: { release: "2025-03" } });
  expect(service.settings.at(-1)).toEqual({ ...defaults, release: "2025-03" });
  const settings = { clanBackups: { syntaxErrors: false } };
  await client.notify("workspace/didChangeConfiguration", { settings });
  await client.notify("textDocument/didOpen", nixDocument(uri, "BAD"));
  await client.findings(uri, 1);
  expect(service.settings.at(-1)).toEqual({ ...defaults, syntaxErrors: false });
});

test("a client that is asked and has no answer keeps what it began with", async () => {
  const { client, service } = startFakeSession({ configuration: () => null });
  await client.initialize({ initializationOptions: { clanBackups: { release: "2025-03" } } });
  await client.notify("textDocument/didOpen", nixDocument(uri, "BAD"));
  await client.findings(uri, 1);
  expect(service.settings.at(-1)).toEqual({ ...defaults, release: "2025-03" });
});

test("folders come from initialize in any of its ways, and may change", async () => {
  const capabilities = { workspace: { workspaceFolders: true } };
  const { client, service, roots } = startFakeSession();
  const workspaceFolders = [
    { uri: "file:///clan%20a", name: "a" },
    { uri: "vscode-vfs://github/x", name: "elsewhere" },
  ];
  await client.initialize({ capabilities, workspaceFolders });
  expect(service.folders).toEqual(["/clan a"]);
  const event = { added: [{ uri: "file:///b", name: "b" }], removed: [{ uri: "file:///clan%20a", name: "a" }] };
  await client.notify("workspace/didChangeWorkspaceFolders", { event });
  await client.notify("textDocument/didOpen", nixDocument(uri, "BAD"));
  await client.findings(uri, 1);
  expect(service.folders).toEqual(["/b"]);
  expect(roots).toEqual([["/clan a"], ["/b"]]);
  expect(client.registered).toEqual([]);

  const old = startFakeSession();
  await old.client.initialize({ rootUri: "file:///c" });
  expect(old.service.folders).toEqual(["/c"]);
  const older = startFakeSession();
  await older.client.initialize({ rootUri: null, rootPath: "/d" });
  expect(older.service.folders).toEqual(["/d"]);
});

test("files are watched and settings subscribed to where the client lets the server register", async () => {
  const { client } = startFakeSession();
  const workspace = {
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
  };
  await client.initialize({ capabilities: { workspace } });
  const registrations = await client.until(() => {
    const all = client.registered.flatMap((it) => it.registrations);
    return all.length === 2 ? all : undefined;
  });
  expect(registrations).toMatchObject([
    {
      method: "workspace/didChangeWatchedFiles",
      registerOptions: {
        // Folders that come and go: made (1) and deleted (4).
        watchers: [...WATCHED_GLOBS.map((globPattern) => ({ globPattern })), { globPattern: "**/*", kind: 5 }],
      },
    },
    { method: "workspace/didChangeConfiguration", registerOptions: { section: "clanBackups" } },
  ]);
});

test("a client that wants the status gets it, others nothing beyond LSP", async () => {
  const { client } = startFakeSession();
  const capabilities = { experimental: { clanBackups: { status: true } } };
  await client.initialize({ capabilities, rootUri: "file:///clan" });
  await client.notify("textDocument/didOpen", nixDocument(uri, "BAD\nBAD"));
  const release = { name: "2026-08", reason: "It is a test." };
  await client.until(() =>
    client.notified.find(({ method, params }) => {
      const expected = { state: "idle", release, errors: 2, warnings: 0 };
      return method === STATUS_METHOD && JSON.stringify(params) === JSON.stringify(expected);
    }),
  );
  const plain = startFakeSession();
  await plain.client.initialize();
  await plain.client.notify("textDocument/didOpen", nixDocument(uri, "BAD"));
  await plain.client.findings(uri, 1);
  expect(plain.client.notified).toEqual([]);
});
