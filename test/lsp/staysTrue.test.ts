/** What is shown stays true without a restart, whatever changes outside of the editor's documents. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FileChangeType } from "vscode-languageserver/node";
import { nixDocument } from "../support/lspClient.ts";
import { type RunningServer, startServer } from "../support/server.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBc60zBZ2PLVvp9JNIM5m8jmDXkLNXrmfHvX2lVnPlXR web\n";
const KEY_FILE = "vars/per-machine/web/borgbackup/borgbackup.ssh.pub/value";
const FLAKE = "{ outputs = { self, clan-core }: clan-core.lib.clan { inherit self; imports = [ ./clan.nix ]; }; }";
const CLAN = `{
  inventory.instances.nightly = {
    module.name = "borgbackup";
    roles.client.machines.web = { settings.startAt = "daily"; };
  };
}`;
const VAULT = `{
  services.borgbackup.repos.web.authorizedKeys = [ (builtins.readFile ../../${KEY_FILE}) ];
}`;

/** A lock that says of which day clan-core is. */
function lockOf(day: string): string {
  const core = {
    locked: { lastModified: Date.parse(day) / 1000, type: "git", url: "https://git.clan.lol/clan/clan-core" },
  };
  return JSON.stringify({ version: 7, root: "root", nodes: { root: { inputs: { "clan-core": "core" } }, core } });
}

const home = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-true-")));
const uriOf = (path: string) => pathToFileURL(join(home, path)).href;
let settings: Record<string, unknown> = {};
let server: RunningServer;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
}

beforeEach(async () => {
  settings = {};
  rmSync(home, { recursive: true, force: true });
  write("one/flake.nix", FLAKE);
  write("one/clan.nix", CLAN);
  write("one/flake.lock", lockOf("2026-08-22"));
  write("one/machines/web/configuration.nix", '{ clan.core.state.www.folders = [ "/srv/www" ]; }');
  write("one/machines/vault/configuration.nix", VAULT);
  write("two/flake.nix", FLAKE);
  write("two/clan.nix", "{ inventory.machines.other = { }; }");
  server = startServer({ configuration: () => settings });
  await server.client.initialize({
    capabilities: {
      experimental: { clanBackups: { commands: true } },
      workspace: { configuration: true, workspaceFolders: true },
    },
    workspaceFolders: [{ uri: uriOf("one"), name: "one" }],
  });
  for (const [path, text] of [
    ["one/clan.nix", CLAN],
    ["one/machines/vault/configuration.nix", VAULT],
  ] as const)
    await server.client.notify("textDocument/didOpen", nixDocument(uriOf(path), text));
});

afterEach(async () => {
  expect(await server.stop()).toBe(0);
  rmSync(home, { recursive: true });
});

const ask = (method: string, params: object) => server.client.request(method, params);
const at = (path: string, line: number, character: number) => ({
  textDocument: { uri: uriOf(path) },
  position: { line, character },
});
const changed = (...changes: readonly (readonly [string, FileChangeType])[]) =>
  server.client.notify("workspace/didChangeWatchedFiles", {
    changes: changes.map(([path, type]) => ({ uri: uriOf(path), type })),
  });

async function names(query = ""): Promise<readonly string[]> {
  const symbols = await ask("workspace/symbol", { query });
  return Array.isArray(symbols) ? symbols.map(({ name, containerName }) => `${name} (${containerName})`) : [];
}

async function labels(path: string, line: number, character: number): Promise<readonly string[]> {
  const { items } = Object(await ask("textDocument/completion", at(path, line, character)));
  return Array.isArray(items) ? items.map(({ label }) => String(label)) : [];
}

const hoverText = async (path: string, line: number, character: number): Promise<string> =>
  String(Object(Object(await ask("textDocument/hover", at(path, line, character))).contents).value);

test("a key that is generated, changed and deleted", async () => {
  const key = () => hoverText("one/machines/vault/configuration.nix", 1, 75);
  expect(await key()).toContain("not there");
  write(`one/${KEY_FILE}`, KEY);
  await changed([`one/${KEY_FILE}`, FileChangeType.Created]);
  expect(await key()).toMatch(/ssh-ed25519 `SHA256:KavtAzt9/);
  expect(await key()).toContain("of machine `web`");
  write(`one/${KEY_FILE}`, "nothing");
  await changed([`one/${KEY_FILE}`, FileChangeType.Changed]);
  expect(await key()).not.toContain("SHA256");
  rmSync(join(home, "one/vars"), { recursive: true });
  await changed(["one/vars", FileChangeType.Deleted]);
  expect(await key()).toContain("not there");
});

test("a key that git comes to know", async () => {
  const git = (...args: readonly string[]) => execFileSync("git", ["-C", join(home, "one"), ...args]);
  git("init", "--quiet");
  git("add", "--all");
  write(`one/${KEY_FILE}`, KEY);
  await changed([`one/${KEY_FILE}`, FileChangeType.Created], ["one/.git", FileChangeType.Created]);
  const path = "one/machines/vault/configuration.nix";
  const range = { start: { line: 1, character: 75 }, end: { line: 1, character: 75 } };
  const context = { diagnostics: [] };
  const fixes = async () => {
    const actions = await ask("textDocument/codeAction", { textDocument: { uri: uriOf(path) }, range, context });
    return Array.isArray(actions) ? actions.map(({ title, command }) => ({ title, command: command?.command })) : [];
  };
  expect(await fixes()).toEqual([{ title: `Add ${KEY_FILE} to git`, command: "clanBackups.addToGit" }]);
  git("add", KEY_FILE);
  await changed(["one/.git/index", FileChangeType.Changed]);
  expect(await fixes()).toEqual([]);
});

test("another clan-core in flake.lock", async () => {
  const path = "one/machines/web/configuration.nix";
  await server.client.notify("textDocument/didOpen", nixDocument(uriOf(path), "{ clan. }"));
  expect(await labels(path, 0, 7)).not.toContain("borgbackup");
  write("one/flake.lock", lockOf("2024-06-17"));
  await changed(["one/flake.lock", FileChangeType.Changed]);
  expect(await labels(path, 0, 7)).toContain("borgbackup");
});

test("a file that is not open", async () => {
  expect(await names("www")).toEqual(["www (state of web)"]);
  write("one/machines/web/configuration.nix", '{ clan.core.state.wiki.folders = [ "/srv/wiki" ]; }');
  await changed(["one/machines/web/configuration.nix", FileChangeType.Changed]);
  expect(await names("www")).toEqual([]);
  expect(await names("wiki")).toEqual(["wiki (state of web)"]);
});

test("the folder of a machine that gets another name, and goes", async () => {
  const machines = async () => [...(await labels("one/clan.nix", 3, 26))].sort();
  expect(await machines()).toEqual(["vault", "web"]);
  renameSync(join(home, "one/machines/web"), join(home, "one/machines/www"));
  await changed(["one/machines/web", FileChangeType.Deleted], ["one/machines/www", FileChangeType.Created]);
  // The inventory still names it.
  expect(await machines()).toContain("www");
  expect(await names("www")).toContain("www (state of www)");
  rmSync(join(home, "one/machines/www"), { recursive: true });
  await changed(["one/machines/www", FileChangeType.Deleted]);
  expect(await machines()).not.toContain("www");
  expect(await names("www")).toEqual([]);
});

test("folders of the workspace that come and go", async () => {
  const change = (added: readonly string[], removed: readonly string[]) =>
    server.client.notify("workspace/didChangeWorkspaceFolders", {
      event: {
        added: added.map((name) => ({ uri: uriOf(name), name })),
        removed: removed.map((name) => ({ uri: uriOf(name), name })),
      },
    });
  expect(await names("other")).toEqual([]);
  await change(["two"], []);
  expect(await names("other")).toEqual(["other (machine)"]);
  // Each clan has its own machines.
  expect(await labels("one/clan.nix", 3, 26)).not.toContain("other");
  await change([], ["one"]);
  expect(await names("www")).toEqual([]);
  expect(await names("other")).toEqual(["other (machine)"]);
});

test("a folder that is copied into the workspace", async () => {
  cpSync(join(home, "two"), join(home, "one/nested"), { recursive: true });
  await changed(["one/nested", FileChangeType.Created]);
  expect(await names("other")).toEqual(["other (machine)"]);
});

test("settings", async () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const hints = () => ask("textDocument/inlayHint", { textDocument: { uri: uriOf("one/clan.nix") }, range });
  const lenses = () => ask("textDocument/codeLens", { textDocument: { uri: uriOf("one/clan.nix") } });
  const text = "{ clan. }";
  await server.client.notify("textDocument/didOpen", nixDocument(uriOf("one/machines/web/configuration.nix"), text));
  expect(await hints()).toMatchObject([{ label: expect.stringContaining("next") }]);
  expect(await labels("one/machines/web/configuration.nix", 0, 7)).not.toContain("borgbackup");
  expect(await lenses()).not.toBeNull();
  settings = { hintNextRuns: false, codeLenses: false, release: "2024-06" };
  await server.client.notify("workspace/didChangeConfiguration", { settings: null });
  await expect.poll(hints).toEqual([]);
  expect(await lenses()).toEqual([]);
  expect(await labels("one/machines/web/configuration.nix", 0, 7)).toContain("borgbackup");
});
