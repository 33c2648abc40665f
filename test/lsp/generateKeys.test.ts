/** A finding about keys that are not there offers to generate them, to those who have the command. */
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { nixDocument } from "../support/lspClient.ts";
import { startServer } from "../support/server.ts";

const DIRECTORY = new URL("../../examples/", import.meta.url);

interface Case {
  readonly example: string;
  /** Where the key is kept. */
  readonly key: string;
  readonly file: string;
  readonly code: string;
}

const CASES: readonly Case[] = [
  {
    example: "guide-2024",
    key: "machines/myhostname/facts/borgbackup.ssh.pub",
    file: "machines/backuphost/configuration.nix",
    code: "missing-key-file",
  },
  {
    example: "inventory-2026",
    key: "vars/per-machine/myhostname/borgbackup",
    file: "clan.nix",
    code: "key-not-generated",
  },
];

/** The code actions at the finding of `code` in a copy of the example without its key. */
async function actionsAt({ example, key, file, code }: Case, commands: boolean) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-keys-")));
  cpSync(new URL(example, DIRECTORY), folder, { recursive: true });
  rmSync(join(folder, key), { recursive: true });
  const { client, stop } = startServer();
  onTestFinished(async () => {
    expect(await stop()).toBe(0);
    rmSync(folder, { recursive: true, force: true });
  });
  const capabilities = { experimental: { clanBackups: { commands } } };
  await client.initialize({ capabilities, rootUri: pathToFileURL(folder).href });
  const uri = pathToFileURL(join(folder, file)).href;
  await client.notify("textDocument/didOpen", nixDocument(uri, readFileSync(join(folder, file), "utf8")));
  const { diagnostics } = await client.findings(uri, 1);
  const [finding] = diagnostics.filter((it) => it.code === code);
  if (finding === undefined) throw new Error(`${file} has no ${code}`);
  const context = { diagnostics: [finding] };
  const params = { textDocument: { uri }, range: finding.range, context };
  return { folder, finding, actions: await client.request("textDocument/codeAction", params) };
}

test.each(CASES)("$code offers the command for the machine whose key it is", async (it) => {
  const { folder, finding, actions } = await actionsAt(it, true);
  const command = {
    title: "Generate the keys of myhostname",
    command: "clanBackups.generateKeys",
    arguments: [{ clan: folder, machine: "myhostname" }],
  };
  expect(actions).toEqual([
    { title: command.title, kind: "quickfix", diagnostics: [finding], isPreferred: true, command },
  ]);
});

test.each(CASES)("$code offers nothing to a client without the command", async (it) => {
  expect((await actionsAt(it, false)).actions).toEqual([]);
});
