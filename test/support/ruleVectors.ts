/** How the snippets of the catalogue are judged: in which clan, by which release, and what is expected. */
import { clanOf } from "./rulePages.ts";

/** The finding for each bad snippet. `not:` says why there is none. */
export const EXPECTED: Readonly<Record<string, string>> = {
  L01: "missing-option",
  L02: "wrong-type",
  L04: "?",
  L05: "target-outside-mountpoint",
};

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe2fPcGZwFDkA8Sq/XNR/tdyFxXFcvhNbb2YzCRQ794";

/** Machines that snippets name. */
const MACHINES = ["m", "a", "s", "s1", "s2", "nas", "backuphost", "other"] as const;

/** The release that a snippet is written for: facts and clanModules were there in 2024, instances are there today. */
export function releaseFor(_id: string, snippet: string): string {
  return /clan\.(localbackup|borgbackup)\b/.test(snippet) ? "2025-03" : "2026-08";
}

/** A clan with `snippet` in the machine `m`, or in its clan.nix when it is about the inventory. */
export function clanAround(snippet: string): ReadonlyMap<string, string> {
  const isClan = /^inventory\./.test(snippet);
  const names = isClan ? "{ ... }" : "{ config, lib, pkgs, inputs, ... }";
  const text = `${names}: {\n  ${snippet}\n}\n`;
  const files = clanOf(`#- ${isClan ? "/clan.nix" : "/machines/m/configuration.nix"}\n${text}`);
  for (const name of MACHINES) {
    const own = `/clan/machines/${name}/configuration.nix`;
    if (!files.has(own)) files.set(own, "{ }\n");
    files.set(`/clan/machines/${name}/facts/borgbackup.ssh.pub`, `${KEY} ${name}\n`);
    files.set(`/clan/vars/per-machine/${name}/borgbackup/borgbackup.ssh.pub/value`, `${KEY} ${name}\n`);
  }
  return files;
}
