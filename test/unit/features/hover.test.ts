import { describe, expect, it } from "vitest";
import { hover } from "../../../server/features/hover.ts";
import { at, type ClanFiles } from "../../support/features.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBc60zBZ2PLVvp9JNIM5m8jmDXkLNXrmfHvX2lVnPlXR web";
const FINGERPRINT = /SHA256:[\w+/]{43}/;

const FLEET: ClanFiles = {
  release: "2024-06",
  files: {
    "flake.nix": `{ outputs = { self, clan-core }: clan-core.lib.buildClan {
      machines.web = { imports = [ ./module.nix ]; networking.hostName = "web"; };
      machines.vault = { imports = [ ./vault.nix ]; };
    }; }`,
    "vault.nix": `{ config, ... }: {
      clan.networking.targetHost = "root@vault";
      services.borgbackup.repos.web = {
        path = "/srv/web";
        authorizedKeys = [ (builtins.readFile ./machines/web/facts/borgbackup.ssh.pub) ];
      };
    }`,
    "module.nix": `{
      clan.core.state.mail.folders = [ "/var/mail" "/srv/www" ];
      clan.borgbackup.destinations.vault.repo = "borg@vault:.";
      clan.localbackup.targets.hdd = { directory = "/mnt/hdd/s"; mountpoint = "/mnt/hdd"; };
      fileSystems."/mnt/hdd" = { device = "/dev/disk/by-label/b"; options = [ "noauto" ]; };
    }`,
    "machines/web/facts/borgbackup.ssh.pub": `${KEY}\n`,
  },
};

/** The text of the hover at the cursor, in a document of the fleet with `from` replaced by `to`, which has the cursor. */
async function hoverIn(document: string, from: string, to: string): Promise<string | undefined> {
  const text = FLEET.files?.[document] ?? "";
  if (!text.includes(from)) throw new Error(`${from} is not in ${document}`);
  const { context, offset } = await at(text.replace(from, to), { ...FLEET, document });
  const found = hover(context, offset);
  if (found === undefined) return undefined;
  return typeof found.contents === "object" && "value" in found.contents ? found.contents.value : undefined;
}

describe("hover says", () => {
  it.each([
    ["an option", "module.nix", "repo =", "re|po =", [/Type: string/, /Required/, /clan-core 2024-06/]],
    [
      "a machine",
      "flake.nix",
      "machines.web",
      "machines.w|eb",
      [/Machine web/, /\/var\/mail/, /`vault`, machine `vault`, key accepted/, /disk `hdd`/],
    ],
    [
      "a server",
      "flake.nix",
      "machines.vault",
      "machines.v|ault",
      [/Target host: `root@vault`/, /Keeps repositories of `web`/],
    ],
    [
      "a repository's location",
      "module.nix",
      "borg@vault:.",
      "borg@va|ult:.",
      [/Host `vault`, a machine of this clan/, /User `borg`/, /in the folder that the server allows/],
    ],
    [
      "a destination",
      "module.nix",
      "destinations.vault",
      "destinations.va|ult",
      [/From machine `web`/, /Kept as `web`/],
    ],
    [
      "a target",
      "module.nix",
      "targets.hdd",
      "targets.h|dd",
      [/Mounts `\/mnt\/hdd`, the disk `\/dev\/disk\/by-label\/b`/],
    ],
    [
      "a state",
      "module.nix",
      "state.mail",
      "state.ma|il",
      [/`\/var\/mail`, `\/srv\/www`/, /Goes to `vault`/, /Goes to disk `hdd`/],
    ],
    ["a folder", "module.nix", '"/var/mail"', '"/var/ma|il"', [/`web` → `vault`/, /`web` → disk `hdd`/]],
    ["a repository", "vault.nix", "repos.web", "repos.w|eb", [/In `\/srv\/web`/, FINGERPRINT, /Used by `web`/]],
    [
      "the file of a key",
      "vault.nix",
      "./machines/web/facts/borgbackup",
      "./machines/web/facts/borg|backup",
      [/ssh-ed25519/, FINGERPRINT, /of machine `web`/],
    ],
  ] as const)("%s", async (_, document, from, to, expected) => {
    const told = await hoverIn(document, from, to);
    for (const part of expected) expect(told).toMatch(part);
  });
});

it("the next three runs of a schedule, in local time", async () => {
  const marked = '{ inventory.instances.borgbackup.roles.client.settings.startAt = "*-*-* 01|:00:00"; }';
  const { context, offset } = await at(marked, { document: "clan.nix", release: "2026-08" });
  expect(JSON.stringify(hover(context, offset))).toMatch(/Tue 2026-11-24 01:00.*Wed 2026-11-25.*Thu 2026-11-26/);
});

it("a private key is named and not shown", async () => {
  const secret = "-----BEGIN OPENSSH PRIVATE KEY-----\\nb3BlbnNzaC1rZXk";
  const files = { "id.pub": secret.replace("\\n", "\n") };
  const { context, offset } = await at("{ x = builtins.readFile ./i|d.pub; }", { files });
  const told = JSON.stringify(hover(context, offset));
  expect(told).toContain("Private key");
  expect(told).not.toContain("b3BlbnNz");
});

it.each([
  "{ services.ngi|nx.enable = true; }",
  "{ x = pk|gs.hello; }",
  "# cl|an",
  '{ description = "bo|rg"; }',
  '{ clan.borgbackup.destinations.x.repo = "${ho|st}:."; }',
])("there is nothing to say at %s", async (marked) => {
  const { context, offset } = await at(marked, { release: "2024-06" });
  expect(hover(context, offset)).toBeUndefined();
});
