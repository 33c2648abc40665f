/** Which destination leads to which repository of which server, and what cannot be known of it. */
import { expect, it } from "vitest";
import { connectionsOf } from "../../../server/clan/topology/match.ts";
import { clanModelIn } from "../../support/clanModels.ts";
import { clanOf } from "../../support/rulePages.ts";

const LAPTOP = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOF/PtdUnGndBSNKLu9pkbcqbetNsfrf4qlexu+dcHx/";
const TOWER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJFTYhWsAFRWkJ6V66Nj505tfKZXCPecWrtEdKKpjwxb";

/** One line for each connection: client, destination, server, repository and how the key fits. */
async function connectionsIn(text: string, release = "2024-06"): Promise<readonly string[]> {
  const clan = await clanModelIn(clanOf(text), release);
  return connectionsOf(clan).map(({ client, destination, server, match }) => {
    const kept =
      server.kind === "machine"
        ? server.machine.name
        : server.kind === "external"
          ? `external ${server.host}`
          : server.kind;
    const repository = "repository" in match ? ` ${match.repository.key}` : "";
    return `${client.name} ${destination.key} -> ${kept}${repository} ${match.kind}`;
  });
}

/** A laptop with this text in its destination, and a server with this text. */
const pair = (destination: string, server: string, more = "") => `#- /machines/laptop/configuration.nix
{ config, lib, pkgs, ... }:
{
  clan.borgbackup.destinations.d = { ${destination} };
}
#- /machines/nas/configuration.nix
{ config, lib, pkgs, ... }:
{
  ${server}
}
#- /machines/laptop/facts/borgbackup.ssh.pub
${LAPTOP}
${more}`;

const read = `authorizedKeys = [ (builtins.readFile (config.clan.core.clanDir + "/machines/laptop/facts/borgbackup.ssh.pub")) ];`;
const served = `services.borgbackup.repos.l = { path = "/b/l"; ${read} };`;

it.each([
  ["the machine's name", `repo = "borg@nas:.";`, served],
  ["another case", `repo = "borg@NAS:.";`, served],
  ["the host name", `repo = "borg@vault:.";`, `networking.hostName = "vault"; ${served}`],
  ["the target host", `repo = "ssh://borg@10.0.0.2/b/l";`, `clan.networking.targetHost = "root@10.0.0.2"; ${served}`],
  ["an IPv6 target host", `repo = "borg@[fd00::1]:.";`, `clan.networking.targetHost = "root@[fd00::1]:22"; ${served}`],
  ["its key at a name with a domain", `repo = "borg@nas.example.org:/b/l";`, served],
  ["the port of ssh", `repo = "ssh://borg@nas:22/b/l";`, served],
  [
    "options that change nothing",
    `repo = "borg@nas:."; rsh = "ssh -i /run/secrets/laptop-borgbackup.ssh -o IdentitiesOnly=Yes";`,
    served,
  ],
  ["the key in the text", `repo = "borg@nas:.";`, `services.borgbackup.repos.l.authorizedKeys = [ "${LAPTOP} jon" ];`],
  [
    "a list that is joined",
    `repo = "borg@nas:.";`,
    `services.borgbackup.repos.l.authorizedKeys = [ "${TOWER}" ] ++ [ "${LAPTOP}" ];`,
  ],
  [
    "a file that is split",
    `repo = "borg@nas:.";`,
    `services.borgbackup.repos.l.authorizedKeys = lib.splitString "\\n" (builtins.readFile ../laptop/facts/borgbackup.ssh.pub);`,
  ],
  [
    "repositories that are computed",
    `repo = "borg@nas:.";`,
    `services.borgbackup.repos = lib.genAttrs [ "l" ] (name: { ${read} });`,
  ],
  ["a name that is computed", `repo = let host = "nas"; in "borg@\${host}:.";`, served],
])("is certain by %s", async (_, destination, server) => {
  expect(await connectionsIn(pair(destination, server))).toEqual(["laptop d -> nas l accepted"]);
});

it.each([
  ["a location that is not known", `repo = "borg@\${pkgs.name}:.";`, served, "unknown"],
  ["a host outside", `repo = "borg@backup.example.org:.";`, served, "external backup.example.org"],
  ["a name that may be of another domain", `repo = "borg@nas.example.org:.";`, "", "external nas.example.org"],
  ["a folder of the machine itself", `repo = "/mnt/backup";`, served, "local"],
  ["another port, which a router may send elsewhere", `repo = "ssh://borg@nas:2222/b/l";`, served, "unknown"],
  ["a port in the command", `repo = "borg@nas:."; rsh = "ssh -p 2222";`, served, "unknown"],
  ["a host of ssh's own configuration", `repo = "borg@nas:.";`, served, "unknown"],
])("does not guess: %s", async (name, destination, server, kept) => {
  const text = pair(destination, server);
  const own = name.startsWith("a host of ssh")
    ? text.replace("clan.borgbackup", `programs.ssh.extraConfig = "Host nas\\n HostName 10.0.0.9"; clan.borgbackup`)
    : text;
  expect(await connectionsIn(own)).toEqual([`laptop d -> ${kept} unknown`]);
});

it("does not guess which of two machines has a name", async () => {
  const text = pair(`repo = "borg@vault:.";`, `networking.hostName = "vault"; ${served}`);
  const other = `#- /machines/tower/configuration.nix\n{ networking.hostName = "vault"; }\n`;
  expect(await connectionsIn(other + text)).toEqual(["laptop d -> unknown unknown"]);
});

it.each([
  ["no repository at all", "", "refused"],
  ["the key of another", `services.borgbackup.repos.l.authorizedKeys = [ "${TOWER}" ];`, "refused"],
  ["a key that is not known", `services.borgbackup.repos.l.authorizedKeys = [ pkgs.key ];`, "unknown"],
  ["a list that may be longer", `services.borgbackup.repos.l.authorizedKeys = [ "${TOWER}" ] ++ pkgs.keys;`, "unknown"],
  [
    "a repository that may be there",
    `services.borgbackup.repos = lib.mkIf pkgs.yes { l.authorizedKeys = [ "${TOWER}" ]; };`,
    "unknown",
  ],
  ["modules that are not seen", `imports = [ pkgs.module ];`, "unknown"],
  ["a module that makes its own", `clan.borgbackup-static.targets = [ "nas" ];`, "unknown"],
])("refuses only what it knows: %s", async (_, server, match) => {
  expect(await connectionsIn(pair(`repo = "borg@nas:.";`, server))).toEqual([`laptop d -> nas ${match}`]);
});

it("does not know which key another command takes", async () => {
  const destination = `repo = "borg@nas:."; rsh = "ssh -i /root/.ssh/id_ed25519";`;
  expect(await connectionsIn(pair(destination, served))).toEqual(["laptop d -> nas unknown"]);
});

it("tells a key of the old layout from the one in use", async () => {
  const vars = `#- /vars/per-machine/laptop/borgbackup/borgbackup.ssh.pub/value\n${TOWER}\n`;
  const server = `services.borgbackup.repos.l.authorizedKeys = [ (builtins.readFile ../laptop/facts/borgbackup.ssh.pub) ];`;
  expect(await connectionsIn(pair(`repo = "borg@nas:.";`, server, vars), "2025-03")).toEqual([
    "laptop d -> nas l outdated",
  ]);
});

it("joins clients and servers of an instance", async () => {
  const text = `#- /clan.nix
{
  inventory.machines = { laptop.tags = [ "backup" ]; tower.tags = [ "backup" ]; nas = { }; };
  inventory.instances.borgbackup = {
    module.name = "borgbackup";
    roles.client.tags.backup = { };
    roles.client.machines.laptop.settings.destinations.box.repo = "u@box.example:/./laptop";
    roles.server.machines.nas = { };
  };
}
#- /vars/per-machine/laptop/borgbackup/borgbackup.ssh.pub/value
${LAPTOP}
#- /vars/per-machine/tower/borgbackup/borgbackup.ssh.pub/value
${TOWER}
`;
  expect(await connectionsIn(text, "2026-08")).toEqual([
    "laptop box -> external box.example unknown",
    "laptop nas -> nas laptop accepted",
    "tower nas -> nas tower accepted",
  ]);
});
