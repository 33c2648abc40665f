/** Every name that can be changed is changed in a whole clan: what the clan means stays the same, and the way back leads to the same text. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";
import { topologyView } from "../../../server/clan/topology/view.ts";
import { prepareRename, rename } from "../../../server/features/rename.ts";
import { createLanguageService, type LanguageService } from "../../../server/languageService.ts";
import { DEFAULT_SETTINGS } from "../../../server/workspace/settings.ts";
import { memoryFiles } from "../../support/memoryFiles.ts";
import { testParser } from "../../support/nixParser.ts";

const parser = await testParser();
type Texts = ReadonlyMap<string, string>;

function example(name: string): Texts {
  const folder = fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));
  const files = globSync(["**/*"], { cwd: folder, dot: true });
  return new Map(files.map((file) => [`/clan/${file}`, readFileSync(join(folder, file), "utf8")]));
}

/** A lock that says of which day clan-core is. */
function lockOf(day: string): string {
  const lastModified = Date.parse(day) / 1000;
  const core = { locked: { lastModified, type: "git", url: "https://git.clan.lol/clan/clan-core" } };
  return JSON.stringify({ version: 7, root: "root", nodes: { root: { inputs: { "clan-core": "core" } }, core } });
}

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBc60zBZ2PLVvp9JNIM5m8jmDXkLNXrmfHvX2lVnPlXR web\n";

/** Names in all the ways in which people write them, some of them shared, some the same for different things. */
const FLEET: Texts = new Map([
  [
    "/clan/flake.nix",
    `{ outputs = { self, clan-core }: clan-core.lib.clan {
  inventory.machines = { web.tags = [ "saved" ]; mail = { tags = [ "saved" "mail" ]; }; vault = { }; "box-1" = { }; };
  inventory.instances.nightly = {
    module.name = "borgbackup";
    roles.client.tags.saved = { };
    roles.client.tags."mail" = { };
    roles.server.machines.vault = { };
    roles.server.machines."box-1" = { settings.directory = "/srv/borg"; };
  };
  inventory.instances.abroad = {
    module.name = "borgbackup";
    roles.client.machines.web.settings.destinations."far" = { repo = "ssh://u1@u1.example.org:23/./web"; };
    roles.client.settings = { destinations.far.rsh = "ssh -i /k"; };
  };
  inventory.instances.disks = { module.name = "localbackup"; roles.default.tags = [ "mail" ]; roles.default.settings.targets.usb.directory = "/mnt/usb/x"; };
  machines.web = { imports = [ ./web.nix ./common.nix ]; };
  machines.mail = { imports = [ ./common.nix ./mail.nix ]; };
  machines.vault = { imports = [ ./vault.nix ]; };
  machines.box-1 = { config, ... }: { clan.core.state.logs.folders = [ "/var/log" ]; x = config.clan.core.state.logs; };
  machines.attic = { config, ... }: { clan.core.state.logs.folders = [ "/srv/log" ]; x = config.clan.core.state.logs; };
}; }`,
  ],
  [
    "/clan/common.nix",
    `{ config, lib, ... }:
let
  www = "/srv/www";
  saved = [ www ] ++ lib.optionals (www != "") [ "/srv/more" ];
in {
  clan.core.state.www.folders = saved;
  clan.core.state = { "mail" = { folders = [ "/var/mail" ]; preBackupScript = "systemctl stop www"; }; };
  services.borgbackup.jobs.vault.preHook = lib.mkIf (config.clan.core.state.www.folders != [ ]) "true";
}`,
  ],
  [
    "/clan/web.nix",
    `{ config, ... }: rec {
  services.borgbackup.jobs.far.postHook = config.services.borgbackup.jobs.far.preHook or "";
  clan.core.state.www.preBackupScript = "true";
  clan.localbackup.targets.hdd = { directory = "/mnt/hdd/web"; mountpoint = "/mnt/hdd"; };
  fileSystems."/mnt/hdd" = { device = "/dev/disk/by-label/hdd"; };
  services.borgbackup.jobs.extra = { repo = "borg@vault:."; paths = [ "/srv" ]; encryption.mode = "none"; };
}`,
  ],
  ["/clan/mail.nix", `{ lib, ... }: { clan.localbackup.targets."hdd".directory = lib.mkForce "/mnt/mail"; }`],
  [
    "/clan/vault.nix",
    `{ config, ... }: {
  services.borgbackup.repos.web = { path = "/srv/web"; authorizedKeys = [ (builtins.readFile (config.clan.core.settings.directory + "/keys/web.pub")) ]; };
  services.borgbackup.repos = { "mail".path = "/srv/mail"; };
}`,
  ],
  ["/clan/keys/web.pub", KEY],
]);

/** The same with the options of before 2025. */
const OLD_FLEET: Texts = new Map([
  [
    "/clan/flake.nix",
    `{ outputs = { self, clan-core }: clan-core.lib.buildClan {
  inventory.machines = { web.tags = [ "saved" ]; mail = { }; vault = { }; };
  inventory.tags.extra = [ "web" "mail" ];
  inventory.services.borgbackup.nightly.roles = {
    client = { machines = [ "mail" ]; tags = [ "saved" ]; };
    server.machines = [ "vault" ];
  };
  machines.web = { imports = [ ./web.nix ]; };
  machines.mail.clanCore.state.mail.folders = [ "/var/mail" ];
  machines.vault = { services.borgbackup.repos.web = { authorizedKeys = [ "${KEY.trim()}" ]; }; };
}; }`,
  ],
  ["/clan/flake.lock", lockOf("2025-03-12")],
  [
    "/clan/web.nix",
    `{ config, lib, ... }:
let disk = "/mnt/hdd"; targets = [ "hdd" ]; in
{
  clanCore.state.www = { folders = [ "/srv/www" ]; };
  clan.borgbackup.destinations = lib.mkMerge [ { box.repo = "borg@vault:/srv/x"; } (lib.mkIf true { box.rsh = "ssh -p 23"; }) ];
  services.borgbackup.jobs."box".startAt = lib.mkForce "daily";
  clan.localbackup.targets = lib.genAttrs targets (name: { directory = "\${disk}/\${name}"; mountpoint = disk; });
  clan.localbackup.targets.usb = rec { directory = "\${mountpoint}/s"; mountpoint = "/mnt/usb"; };
  fileSystems.\${disk} = { device = "/dev/disk/by-label/hdd"; };
  warnings = config.clan.core.state.www.folders ++ config.clanCore.state.www.folders;
}`,
  ],
]);

function serviceOver(texts: Texts): LanguageService {
  const service = createLanguageService({ files: memoryFiles(texts), parser });
  service.setFolders(["/clan"]);
  service.setSettings({ ...DEFAULT_SETTINGS, shellcheck: false });
  return service;
}

/** What a clan means and what is wrong with it; names stand in it as they are. */
function meaning(service: LanguageService): string {
  const findings = [...service.allFindings()].map(([file, found]) => [
    file,
    found.map(({ code, severity, range }) => [code, severity, range.start.line]),
  ]);
  return JSON.stringify([topologyView(service.clans()), findings]);
}

/** The same text for what differs in its order only: new names stand elsewhere in the alphabet. */
function inOrder(json: string): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, sorted(inner)]));
  };
  return JSON.stringify(sorted(JSON.parse(json)));
}

interface Renamed {
  readonly texts: Texts;
  /** Where the thing that was at the cursor is now. */
  readonly offset: number;
}

/** The texts after the thing at `offset` got `name`; `undefined` where that is refused. */
function renamed(texts: Texts, document: string, offset: number, name: string): Renamed | undefined {
  const service = serviceOver(texts);
  service.openDocument(document, texts.get(document) ?? "");
  const context = service.contextOf(document);
  const found = context && rename(context, offset, name);
  service.dispose();
  if (found?.ok !== true) return undefined;
  const after = new Map(texts);
  let moved = 0;
  for (const { spot, newText } of [...found.value].sort((a, b) => b.spot.start - a.spot.start)) {
    const text = after.get(spot.file) ?? "";
    after.set(spot.file, text.slice(0, spot.start) + newText + text.slice(spot.end));
    if (spot.file === document && spot.end < offset) moved += newText.length - (spot.end - spot.start);
  }
  return { texts: after, offset: offset + moved };
}

/** Where something can be renamed, with the name that it has. */
function renameable(texts: Texts, document: string): readonly { readonly offset: number; readonly name: string }[] {
  const service = serviceOver(texts);
  const text = texts.get(document) ?? "";
  service.openDocument(document, text);
  const context = service.contextOf(document);
  if (context === undefined) throw new Error("The document is not open.");
  const found = new Map<number, string>();
  for (const word of text.matchAll(/[\w/-]+/g)) {
    const offset = word.index + 1;
    const range = prepareRename(context, offset);
    if (range.ok) found.set(offset, text.slice(range.value.start, range.value.end).replaceAll('"', ""));
  }
  service.dispose();
  return [...found].map(([offset, name]) => ({ offset, name }));
}

describe.each<readonly [string, Texts]>([
  ["a fleet", FLEET],
  ["an old fleet", OLD_FLEET],
  ["the guide of 2024", example("guide-2024")],
  ["today's inventory", example("inventory-2026")],
])("%s", (_, texts) => {
  const documents = [...texts.keys()].filter((file) => file.endsWith(".nix"));
  const before = inOrder(meaning(serviceOver(texts)));

  it("there are names to change", () => {
    expect(documents.flatMap((document) => renameable(texts, document)).length).toBeGreaterThan(3);
  });

  it.each(documents)("%s", { timeout: 300_000 }, (document) => {
    for (const { offset, name } of renameable(texts, document)) {
      const there = renamed(texts, document, offset, "zz_renamed");
      expect(there, `${name} at ${offset}`).toBeDefined();
      if (there === undefined) continue;
      const now = inOrder(meaning(serviceOver(there.texts)).replaceAll("zz_renamed", name));
      expect(now, `${name} at ${offset}`).toBe(before);
      const back = renamed(there.texts, document, there.offset, name);
      expect(back && [...back.texts], `${name} at ${offset} and back`).toEqual([...texts]);
    }
  });
});
