/**
 * Further writings of the mistakes in the catalogue, in test/fixtures/catalogue. `=== B27 bad B conflicting-definitions` begins a case: its number,
 * whether the finding must be there, the time it is written for, the codes. `#- m` is the body of the configuration of the machine `m`, `#- clan` that
 * of clan.nix or, for the times of buildClan, further arguments of it; `#- /path` is a file, `#- absent /path` one that is not there. `@m@` stands
 * for the public key of `m`. What else a clan needs is made here.
 */
import { readFileSync } from "node:fs";
import type { Finding } from "../../server/finding.ts";
import { checkPath } from "../../server/languageService.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";
import { memoryFiles } from "./memoryFiles.ts";
import { testParser, testShell } from "./nixParser.ts";

export interface CatalogueCase {
  readonly title: string;
  readonly isBad: boolean;
  readonly codes: readonly string[];
  readonly files: ReadonlyMap<string, string>;
}

const DATES: Readonly<Record<string, string>> = {
  A0: "2024-06-10",
  A: "2024-06-20",
  B: "2025-03-12",
  C1: "2025-08-01",
  C: "2026-08-22",
};

/** Made for this; nobody has the other halves. */
const KEYS: Readonly<Record<string, string>> = {
  m: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFngTP6exbq2c9xoAbvpdyHFCLX3efEzvtKeyKeyKey0",
  a: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICICf9svRenC/PLKIL9nk6K/pxQgoiFC41wTNvoIncOx",
  nas: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOF/PtdUnGndBSNKLu9pkbcqbetNsfrf4qlexu+dcHx/",
  ext: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJFTYhWsAFRWkJ6V66Nj505tfKZXCPecWrtEdKKpjwxb",
  spare: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe2fPcGZwFDkA8Sq/XNR/tdyFxXFcvhNbb2YzCRQ794",
};

const ROOT = "/clan";

/** The cases of one file of fixtures. */
export function catalogueCases(file: URL): readonly CatalogueCase[] {
  const [, ...parts] = readFileSync(file, "utf8").split(/^=== /m);
  return parts.map((part, index) => {
    const [head = "", ...lines] = part.split("\n");
    const [number = "", kind = "", era = "", codes = ""] = head.split(" ");
    return {
      title: `${number} ${kind} ${era} (${index + 1})`,
      isBad: kind === "bad",
      codes: codes.split(","),
      files: clanFor(lines.join("\n"), DATES[era] ?? era),
    };
  });
}

/** What is found in `files`. */
export async function judgeCase(files: ReadonlyMap<string, string>): Promise<readonly Finding[]> {
  const parts = { files: memoryFiles(files), parser: await testParser(), shell: await testShell() };
  return checkPath(ROOT, { ...parts, settings: DEFAULT_SETTINGS }).findings;
}

function clanFor(text: string, date: string): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  const absent: string[] = [];
  const filled = text.replace(/@(\w+)@/g, (all, name: string) => KEYS[name] ?? all);
  for (const part of `\n${filled}`.split(/\n#- /).slice(1)) {
    const [name = "", ...lines] = part.split("\n");
    if (name.startsWith("absent ")) absent.push(name.slice("absent ".length));
    else own.set(name, lines.join("\n"));
  }
  const isNow = date >= "2025-06-02";
  const machines = ["m", ...(own.has("a") ? ["a"] : []), "nas"];
  const files = new Map<string, string>([["/flake.lock", lockOf(date)]]);
  for (const name of machines) {
    files.set(`/machines/${name}/configuration.nix`, machineText(name, own.get(name), date));
    const isVars = date >= "2025-01-16";
    const key = isVars
      ? `/vars/per-machine/${name}/borgbackup/borgbackup.ssh.pub/value`
      : `/machines/${name}/facts/borgbackup.ssh.pub`;
    files.set(key, `${KEYS[name] ?? ""}\n`);
  }
  const clan = own.get("clan") ?? "";
  files.set("/flake.nix", isNow ? FLAKE : flakeOfBefore(machines, clan));
  if (isNow) files.set("/clan.nix", clanText(machines, clan));
  for (const [name, content] of own) if (name.startsWith("/")) files.set(name, content);
  for (const name of absent) files.delete(name);
  return new Map([...files].map(([name, content]) => [`${ROOT}${name}`, content]));
}

function lockOf(date: string): string {
  const lastModified = Date.parse(`${date}T12:00:00Z`) / 1000;
  const nodes = { "clan-core": { locked: { lastModified } }, root: { inputs: { "clan-core": "clan-core" } } };
  return JSON.stringify({ nodes, root: "root", version: 7 });
}

const FLAKE = `{
  inputs.clan-core.url = "https://git.clan.lol/clan/clan-core/archive/main.tar.gz";
  outputs = { self, clan-core, ... }@inputs:
    let clan = clan-core.lib.clan { inherit self; imports = [ ./clan.nix ]; specialArgs = { inherit inputs; }; };
    in { inherit (clan.config) nixosConfigurations; clan = clan.config; };
}
`;

function flakeOfBefore(machines: readonly string[], more: string): string {
  const made = machines.map((name) => `${name}.imports = [ ./machines/${name}/configuration.nix ];`).join(" ");
  return `{
  inputs.clan-core.url = "git+https://git.clan.lol/clan/clan-core";
  outputs = { self, clan-core, ... }:
    let clan = clan-core.lib.buildClan {
      directory = self; specialArgs = { inherit clan-core self; }; meta.name = "t"; machines = { ${made} };
      ${more}
    };
    in { inherit (clan) nixosConfigurations; };
}
`;
}

function clanText(machines: readonly string[], text: string): string {
  const hosts = text.includes("inventory.machines")
    ? ""
    : machines.map((name) => `inventory.machines.${name}.deploy.targetHost = "root@${name}";`).join(" ");
  return `{ lib, ... }: {\n  meta.name = "t"; ${hosts}\n${text}\n}\n`;
}

function machineText(name: string, text: string | undefined, date: string): string {
  const body = text ?? (name === "nas" ? "" : 'clan.core.state.x.folders = [ "/srv/x" ];');
  const isNow = date >= "2025-06-02";
  const modules = "clan-core.clanModules.borgbackup clan-core.clanModules.localbackup clan-core.clanModules.sshd";
  const imports = isNow || body.includes("imports =") ? "" : `imports = [ ${modules} ];`;
  const host = date >= "2024-07-05" ? "clan.core.networking" : "clan.networking";
  const target = isNow ? "" : `${host}.targetHost = "root@${name}";`;
  const formals = isNow ? "config, lib, pkgs, inputs" : "config, lib, pkgs, clan-core, self";
  return `{ ${formals}, ... }: {\n  ${imports} ${target}\n${body}\n}\n`;
}
