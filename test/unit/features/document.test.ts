import { describe, expect, it } from "vitest";
import type { DocumentSymbol, SelectionRange } from "vscode-languageserver-types";
import { codeLenses } from "../../../server/features/codeLens.ts";
import { inlayHints } from "../../../server/features/inlayHints.ts";
import { documentLinks } from "../../../server/features/links.ts";
import { foldingRanges, selectionRanges } from "../../../server/features/ranges.ts";
import { semanticTokens, TOKEN_MODIFIERS } from "../../../server/features/semanticTokens.ts";
import { documentSymbols, workspaceSymbols } from "../../../server/features/symbols.ts";
import { at, type ClanFiles, contextOf } from "../../support/features.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBc60zBZ2PLVvp9JNIM5m8jmDXkLNXrmfHvX2lVnPlXR web\n";
const FLAKE = `{ outputs = { self, clan-core }: clan-core.lib.buildClan {
  machines.web = { imports = [ ./machines/web/configuration.nix ]; };
  machines.vault = { imports = [ ./vault ]; };
}; }`;
const WEB = `{ config, lib, ... }:
let host = "vault"; in
{
  # What is kept,
  # and where.
  clan.core.state.mail = {
    folders = [
      "/var/mail"
      "/srv/www"
    ];
  };
  clan.borgbackup.destinations.vault.repo = "borg@\${host}:.";
  clan.localbackup.targets.hdd.directory = "/mnt/hdd/s";
}`;
const VAULT = `{ config, ... }: {
  services.borgbackup.repos.web = {
    path = "/srv/web";
    authorizedKeys = [ (builtins.readFile ../machines/web/facts/borgbackup.ssh.pub) ];
  };
}`;
const FLEET: ClanFiles = {
  release: "2024-06",
  files: {
    "flake.nix": FLAKE,
    "machines/web/configuration.nix": WEB,
    "vault/default.nix": VAULT,
    "machines/web/facts/borgbackup.ssh.pub": KEY,
  },
};
/** The server's module in another folder, from where the path of the key is shorter. */
const NEAR = VAULT.replace("../machines/web", "./web");
const NEAR_FILES = { ...FLEET.files, "flake.nix": FLAKE.replace("./vault", "./machines/near.nix") };
const document = (path: string) => contextOf(FLEET.files?.[path] ?? "", { ...FLEET, document: path });
const uriOf = (path: string) => `file://${path}`;
const ALL = { keyPaths: true, nextRuns: true, repositories: true };
const WHOLE = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };

describe("links", () => {
  it("lead to files and to what folders import", async () => {
    const links = documentLinks(await document("flake.nix"), uriOf);
    expect(links.map(({ range, target }) => [range.start.line, target])).toEqual([
      [1, "file:///clan/machines/web/configuration.nix"],
      [2, "file:///clan/vault/default.nix"],
    ]);
  });

  it("lead from a text behind the clan's folder to the file, and to nothing that is not there", async () => {
    const text = `{ config, ... }: {
      a = builtins.readFile (config.clan.core.clanDir + "/machines/web/facts/borgbackup.ssh.pub");
      b = ./missing.nix;
    }`;
    const context = await contextOf(text, { ...FLEET, document: "x.nix" });
    expect(documentLinks(context, uriOf).map(({ target }) => target)).toEqual([
      "file:///clan/machines/web/facts/borgbackup.ssh.pub",
    ]);
  });
});

function outline(symbols: readonly DocumentSymbol[]): unknown {
  return Object.fromEntries(symbols.map(({ name, children = [] }) => [name, outline(children)]));
}

describe("symbols", () => {
  it("of a document are its backups", async () => {
    expect(outline(documentSymbols(await document("machines/web/configuration.nix")))).toEqual({
      "clan.core.state.mail": { folders: {} },
      "clan.borgbackup.destinations.vault.repo": {},
      "clan.localbackup.targets.hdd.directory": {},
    });
  });

  it("of all clans are found by a part of their name", async () => {
    const { clans } = await document("flake.nix");
    const found = workspaceSymbols(clans, "WEB", uriOf).map(({ name, containerName }) => `${name} (${containerName})`);
    expect(found.sort()).toEqual(["web (machine)", "web (repository on vault)"]);
  });
});

describe("ranges", () => {
  it("fold sets, lists and comments, and leave the closing line", async () => {
    const ranges = foldingRanges(await document("machines/web/configuration.nix"));
    expect(ranges.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
      [2, 12],
      [3, 4],
      [5, 9],
      [6, 8],
    ]);
  });

  it("grow from the word to the file, each holding the one before", async () => {
    const { context } = await at('{ clan.core.state.mail.folders = [ "/var/m|ail" ]; }');
    const [first] = selectionRanges(context, [{ line: 0, character: 40 }]);
    const texts: string[] = [];
    for (let range: SelectionRange | undefined = first; range !== undefined; range = range.parent)
      texts.push(context.file.text.slice(range.range.start.character, range.range.end.character));
    expect(texts).toEqual([
      '"/var/mail"',
      ' "/var/mail" ',
      '[ "/var/mail" ]',
      'clan.core.state.mail.folders = [ "/var/mail" ];',
      ' clan.core.state.mail.folders = [ "/var/mail" ]; ',
      '{ clan.core.state.mail.folders = [ "/var/mail" ]; }',
    ]);
  });
});

describe("inlay hints", () => {
  it("the repository that a computed location comes to", async () => {
    const hints = inlayHints(await document("machines/web/configuration.nix"), WHOLE, ALL);
    expect(hints.map(({ label, position }) => [label, position.line])).toEqual([["borg@vault:.", 11]]);
  });

  it("the file that the path of a key leads to", async () => {
    expect(inlayHints(await document("vault/default.nix"), WHOLE, ALL)).toEqual([]);
    const near = await contextOf(NEAR, { ...FLEET, document: "machines/near.nix", files: NEAR_FILES });
    expect(inlayHints(near, WHOLE, ALL).map(({ label }) => label)).toEqual(["machines/web/facts/borgbackup.ssh.pub"]);
  });

  it("the next run of a schedule", async () => {
    const text = '{ inventory.instances.borgbackup.roles.client.settings.startAt = "weekly"; }';
    const context = await contextOf(text, { document: "clan.nix", release: "2026-08" });
    expect(inlayHints(context, WHOLE, ALL).map(({ label }) => label)).toEqual(["next Mon 2026-11-30 00:00"]);
  });

  it.each(["keyPaths", "nextRuns", "repositories"] as const)("%s can be switched off", async (kind) => {
    const texts = {
      keyPaths: NEAR,
      nextRuns: '{ services.borgbackup.jobs.x.startAt = "weekly"; }',
      repositories: WEB,
    };
    const path = kind === "repositories" ? "machines/web/configuration.nix" : "machines/near.nix";
    const context = await contextOf(texts[kind], { ...FLEET, document: path, files: NEAR_FILES });
    expect(inlayHints(context, WHOLE, ALL)).toHaveLength(1);
    expect(inlayHints(context, WHOLE, { ...ALL, [kind]: false })).toEqual([]);
  });

  it("only in the range that is asked for", async () => {
    const context = await document("machines/web/configuration.nix");
    expect(inlayHints(context, { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } }, ALL)).toEqual([]);
  });
});

describe("code lenses", () => {
  const titles = async (path: string, canRun: boolean) =>
    codeLenses(await document(path), canRun).map(({ range, command }) => [
      range.start.line,
      command?.title,
      command?.command,
    ]);

  it("tell over machines what they save and keep", async () => {
    expect(await titles("flake.nix", false)).toEqual([
      [1, "2 folders → 2 destinations", ""],
      [2, "0 folders → 0 destinations, keeps 1 repository", ""],
    ]);
  });

  it("offer no backup of a machine that has none to make", async () => {
    expect((await titles("flake.nix", true)).filter(([line]) => line === 2)).toEqual([
      [2, "0 folders → 0 destinations, keeps 1 repository", ""],
    ]);
  });

  it("run backups where the client can", async () => {
    expect(await titles("machines/web/configuration.nix", true)).toEqual([
      [0, "2 folders → 2 destinations", ""],
      [0, "Back up now", "clanBackups.createBackup"],
      [0, "List", "clanBackups.listBackups"],
      [11, "Back up now: web", "clanBackups.createBackup"],
      [11, "List: web", "clanBackups.listBackups"],
      [12, "Back up now: web", "clanBackups.createBackup"],
      [12, "List: web", "clanBackups.listBackups"],
    ]);
  });
});

describe("semantic tokens", () => {
  it("are the options of backups, and the old names among them", async () => {
    const text =
      '{ clanCore.state.x.folders = [ ];\n  networking.hostName = "a";\n  clan.borgbackup.destinations.y.repo = 1; }';
    const context = await contextOf(text, { release: "2024-06" });
    const { data } = semanticTokens(context);
    const told: string[] = [];
    let [line, character] = [0, 0];
    for (let index = 0; index < data.length; index += 5) {
      const [lines = 0, characters = 0, length = 0, , modifiers = 0] = data.slice(index, index + 5);
      character = lines === 0 ? character + characters : characters;
      line += lines;
      const name = text.split("\n")[line]?.slice(character, character + length);
      told.push(`${name} ${TOKEN_MODIFIERS.filter((_, bit) => (modifiers & (1 << bit)) !== 0).join(" ")}`);
    }
    expect(told).toEqual([
      "state deprecated",
      "folders deprecated",
      "destinations defaultLibrary",
      "repo defaultLibrary",
    ]);
  });
});
