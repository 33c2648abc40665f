/** How the snippets of the catalogue are judged: in which clan, by which release, and what is expected. */

import type { Finding } from "../../server/finding.ts";
import { checkPath } from "../../server/languageService.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";
import { memoryFiles } from "./memoryFiles.ts";
import { testParser, testShell } from "./nixParser.ts";
import { clanOf, judgeClan } from "./rulePages.ts";

/** The finding for each bad snippet. */
export const EXPECTED: Readonly<Record<string, string>> = {
  L01: "missing-option",
  L02: "wrong-type",
  L04: "mountpoint-without-file-system",
  L05: "target-outside-mountpoint",
  L07: "backup-disk-blocks-boot",
  L08: "backup-disk-mounted-at-boot",
  L10: "target-renamed",
  L11: "several-mounted-targets",
  L13: "nothing-saved",
  L14: "relative-target-directory",
  L16: "file-as-folder",
  L17: "unknown-option",
  L19: "targets-share-directory",
  L20: "no-hard-links",
  L22: "wrong-type",
  L23: "unknown-option",
  L26: "localbackup-without-targets",
  B01: "missing-option",
  B03: "bare-ipv6-address",
  B04: "unsupported-repository-scheme",
  B06: "repository-without-path",
  B07: "space-in-repository",
  B09: "repository-at-root",
  B10: "repository-path-differs",
  B14: "old-key-path",
  B16: "unknown-host-key",
  B18: "host-key-check-off",
  B19: "destination-renamed",
  B22: "repository-at-disk-root",
  B23: "shared-repository",
  B25: "schedule-never-runs",
  B26: "wrong-type",
  B28: "missing-option",
  B29: "bad-compression",
  B32: "state-without-folders",
  B33: "misspelt-folder",
  B35: "relative-folder",
  B36: "folder-with-colon",
  B38: "overlapping-folders",
  B39: "folder-holds-backups",
  B41: "borg-home-in-backup",
  B42: "live-database",
  B44: "quoted-exclude",
  B45: "unexpanded-exclude",
  B47: "exclude-covers-folder",
  B48: "client-of-two-instances",
  B50: "backup-on-same-machine",
  B51: "unknown-machine",
  B53: "unknown-option",
  B54: "wrong-type",
  B57: "bad-server-address",
  B58: "literal-passphrase",
  K02: "missing-key-file",
  K04: "key-of-another-client",
  K06: "outdated-key",
  K07: "no-public-key",
  K09: "wrong-type",
  K10: "wrong-type",
  K12: "repositories-share-folder",
  K13: "wrong-type",
  K15: "server-without-sshd",
  T01: "wrong-type",
  T04: "wrong-type",
  T05: "command-not-on-path",
  T08: "service-stays-stopped",
  T09: "database-stopped-before-dump",
  T11: "unknown-option",
  T12: "restore-stops-nothing",
  T14: "databases-share-state",
  T16: "provider-with-arguments",
  M02: "unknown-option",
  M03: "removed-clan-module",
  M06: "old-option-name",
  M08: "unknown-option",
};

/** What a snippet takes for granted. `repo = …` and the like are left out where only another option is meant. */
const AROUND: Readonly<Record<string, string>> = {
  L07: 'clan.localbackup.targets.hdd = { directory = "/mnt/hdd/b"; mountpoint = "/mnt/hdd"; };',
  L08: 'clan.localbackup.targets.hdd = { directory = "/mnt/hdd/b"; mountpoint = "/mnt/hdd"; };',
  L16: 'clan.localbackup.targets.srv.directory = "/srv/backup";',
  L20: 'clan.localbackup.targets.hdd = { directory = "/mnt/hdd/b"; mountpoint = "/mnt/hdd"; };',
  B10: 'networking.hostName = "backuphost";',
  B14: 'clan.borgbackup.destinations.x.repo = "u@h.example.org:.";',
  B16: 'clan.borgbackup.destinations.x.repo = "u@h.example.org:.";',
  B18: 'clan.borgbackup.destinations.x.repo = "u@h.example.org:.";',
  B22: 'fileSystems."/mnt/hdd" = { device = "/dev/disk/by-label/hdd"; fsType = "ext4"; };',
  B23: "inventory.instances.borgbackup.roles = { client.machines = { a = { }; other = { }; }; server.machines.nas = { }; };",
  B29: 'services.borgbackup.jobs.x = { repo = "u@h.example.org:."; encryption.mode = "none"; };',
  B32: 'clan.borgbackup.destinations.x.repo = "u@h.example.org:.";',
  B41: 'clan.borgbackup.destinations.x.repo = "u@h.example.org:.";',
  B54: "inventory.instances.borgbackup.roles.server.machines.nas = { };",
  B58: 'services.borgbackup.jobs.x = { repo = "u@h.example.org:."; encryption.mode = "repokey"; };',
  K07: 'clan.borgbackup.destinations.x.repo = "u@h.example.org:.";',
  K13: `services.borgbackup.repos.m.authorizedKeys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe2fPcGZwFDkA8Sq/XNR/tdyFxXFcvhNbb2YzCRQ794" ];`,
  T08: 'clan.core.state.c.folders = [ "/d" ];',
};

const KEYS: Readonly<Record<string, string>> = {
  m: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFngTP6exbq2c9xoAbvpdyHFCLX3efEzvtKeyKeyKey0",
  other: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICICf9svRenC/PLKIL9nk6K/pxQgoiFC41wTNvoIncOx",
};

/** Machines that snippets name. */
const MACHINES = ["m", "a", "s", "s1", "s2", "nas", "other"] as const;

/** The release that a snippet is written for: instances and vars are of today, clanModules of before. */
function releaseFor(snippet: string): string {
  return /clan\.(localbackup|borgbackup|networking)\b/.test(snippet) && !/enable/.test(snippet) ? "2025-03" : "2026-08";
}

/** What the machine of a clan has to save. */
const STATE = '{ clan.core.state.data.folders = [ "/srv/data" ]; }';

/** A snippet with what is around it. */
export interface Surrounded {
  readonly files: ReadonlyMap<string, string>;
  judge(files: ReadonlyMap<string, string>): Promise<readonly Finding[]>;
}

/** A snippet in the machine `m` of a clan with all keys in place, or in its clan.nix when it is about the inventory. */
export function inClan(id: string, snippet: string): Surrounded {
  const text = bodyOf(id, snippet);
  const isClan = snippet.startsWith("inventory.");
  // Paths in snippets begin at the clan's folder.
  const name = isClan ? "/clan.nix" : "/module.nix";
  const files = clanOf(
    `#- ${name}\n${isClan ? "{ ... }" : "{ config, lib, pkgs, inputs, clan-core, ... }"}: {\n  ${text}\n}\n#- /machines/m/configuration.nix\n${isClan ? STATE : "{ imports = [ ../../module.nix ]; }"}\n`,
  );
  addKeys(files);
  for (const machine of MACHINES) {
    const own = `/clan/machines/${machine}/configuration.nix`;
    if (!files.has(own)) files.set(own, "{ }\n");
  }
  // In the clan of today the keys of facts are what was left behind.
  return { files, judge: (changed) => judgeClan(changed, releaseFor(text)) };
}

/** A snippet in a module, or an inventory, that is asked about by name and stands alone. */
export function alone(id: string, snippet: string): Surrounded {
  const file = "/clan/module.nix";
  const files = new Map([[file, `{ config, lib, pkgs, inputs, ... }: {\n  ${bodyOf(id, snippet)}\n}\n`]]);
  addKeys(files);
  const judge = async (changed: ReadonlyMap<string, string>) => {
    const parts = { files: memoryFiles(changed), parser: await testParser(), shell: await testShell() };
    return checkPath(file, { ...parts, settings: DEFAULT_SETTINGS }).findings;
  };
  return { files, judge };
}

function bodyOf(id: string, snippet: string): string {
  return `${snippet} ${AROUND[id] ?? ""}`;
}

function addKeys(files: Map<string, string>): void {
  files.set("/clan/k.pub", `${KEYS["m"]}\n`);
  for (const machine of MACHINES) {
    const key = KEYS[machine] ?? KEYS["m"];
    files.set(`/clan/machines/${machine}/facts/borgbackup.ssh.pub`, `${key}\n`);
    files.set(`/clan/vars/per-machine/${machine}/borgbackup/borgbackup.ssh.pub/value`, `${key}\n`);
  }
}
