/** What the text is after a value was chosen: the right piece of it is replaced, however much of the value and of the file is there. */
import { describe, expect, it } from "vitest";
import { completion } from "../../../server/features/completion.ts";
import { LineIndex } from "../../../server/nix/source.ts";
import { at, type ClanFiles } from "../../support/features.ts";

const FILES: Readonly<Record<string, string>> = {
  "flake.nix": `{ outputs = { self, clan-core }: clan-core.lib.clan {
    imports = [ ./clan.nix ];
    inventory.machines = { web.tags = [ "backup" ]; vault = { }; };
    inventory.instances.nightly = { module.name = "borgbackup"; roles.server.machines.vault = { }; };
    machines.web = {
      imports = [ ./module.nix ];
      services.actual.enable = true;
      fileSystems."/mnt/usb".device = "/dev/disk/by-label/usb";
    };
    machines.vault.services.borgbackup.repos.web = { };
  }; }`,
  "vars/per-machine/web/borgbackup/borgbackup.ssh.pub/value": "ssh-ed25519 AAAA web",
  "machines/web/facts/borgbackup.ssh.pub": "ssh-ed25519 AAAA web",
};

/** The text after `label` was chosen at `|`, or the labels that there are. */
async function chosen(marked: string, label: string, where: ClanFiles): Promise<string> {
  const { context, offset } = await at(marked, { release: "2026-08", ...where, files: FILES });
  const { items } = completion(context, offset, { snippets: false });
  const edit = items.find((item) => item.label === label)?.textEdit;
  if (edit === undefined || !("range" in edit))
    return `no ${label} among ${items.map((item) => item.label).join(", ")}`;
  const { text } = context.file;
  const lines = new LineIndex(text);
  return text.slice(0, lines.offsetAt(edit.range.start)) + edit.newText + text.slice(lines.offsetAt(edit.range.end));
}

type Row = readonly [marked: string, label: string, after: string, where?: ClanFiles];

const KEY = "vars/per-machine/web/borgbackup/borgbackup.ssh.pub/value";
const OLD: ClanFiles = { release: "2025-03" };

describe("in a module", () => {
  const job = "{ services.borgbackup.jobs.x";
  const rows: readonly Row[] = [
    [`${job}.doInit = |; }`, "true", `${job}.doInit = true; }`],
    [`${job}.doInit = t|rue; }`, "true", `${job}.doInit = true; }`],
    [`${job}.doInit = lib.mkForce (f|`, "false", `${job}.doInit = lib.mkForce (false`],
    [`${job}.doInit = lib.mkIf (a == b)\n |; }`, "false", `${job}.doInit = lib.mkIf (a == b)\n false; }`],
    [`${job}.doInit = if a then true else |`, "false", `${job}.doInit = if a then true else false`],
    [`${job}.encryption.mode = |; }`, '"none"', `${job}.encryption.mode = "none"; }`],
    [`${job}.encryption.mode = "|okey"; }`, "none", `${job}.encryption.mode = "none"; }`],
    [`${job}.encryption.mode = "n|; }`, "none", `${job}.encryption.mode = "none; }`],
    [`${job}.encryption.mode = "n|\n  paths = [ ]; }`, "none", `${job}.encryption.mode = "none\n  paths = [ ]; }`],
    [`${job}.startAt = |; }`, '"daily"', `${job}.startAt = "daily"; }`],
    [`${job}.repo = "borg@v|:/srv/x"; }`, "borg@vault:.", `${job}.repo = "borg@vault:."; }`],
    ["{ clan.core.state.x.folders = |", "lib.mkForce", "{ clan.core.state.x.folders = lib.mkForce"],
    [
      "{ lib, ... }: with lib; { clan.core.state.x.folders = mk|",
      "mkForce",
      "{ lib, ... }: with lib; { clan.core.state.x.folders = mkForce",
    ],
    [
      '{ clan.core.state.x.folders = [\n "/a"\n "/v|',
      "/var/lib/private/actual",
      '{ clan.core.state.x.folders = [\n "/a"\n "/var/lib/private/actual',
    ],
    [
      "{ clan.localbackup.targets.x.mountpoint = |; }",
      '"/mnt/usb"',
      '{ clan.localbackup.targets.x.mountpoint = "/mnt/usb"; }',
      OLD,
    ],
    [
      '{ fileSystems."/b".device = "/dev/|disk"; }',
      "/dev/disk/by-label/usb",
      '{ fileSystems."/b".device = "/dev/disk/by-label/usb"; }',
    ],
    ["{ imports = [ .|", "./flake.nix", "{ imports = [ ./flake.nix"],
    ['{ x = "${config.fileSystems."/mnt/usb".d|}"; }', "device", '{ x = "${config.fileSystems."/mnt/usb".device}"; }'],
  ];
  for (const [marked, label, after, where = {}] of rows)
    it(marked, async () => expect(await chosen(marked, label, where)).toBe(after));
});

describe("keys, where they are read", () => {
  const read = "{ services.borgbackup.repos.web.authorizedKeys = [ (builtins.readFile";
  const root = "config.clan.core.settings.directory";
  const rows: readonly Row[] = [
    [`${read} |) ]; }`, `./${KEY}`, `${read} ./${KEY}) ]; }`],
    [`${read} .|) ]; }`, `./${KEY}`, `${read} ./${KEY}) ]; }`],
    [`${read} ./|) ]; }`, `./${KEY}`, `${read} ./${KEY}) ]; }`],
    [`${read} ./va|rs/x) ]; }`, `./${KEY}`, `${read} ./${KEY}) ]; }`],
    [`${read} (${root} + "|")) ]; }`, `/${KEY}`, `${read} (${root} + "/${KEY}")) ]; }`],
    [`${read} (${root} + "/v|x")) ]; }`, `/${KEY}`, `${read} (${root} + "/${KEY}")) ]; }`],
    [`${read} "\${${root}}/v|") ]; }`, `/${KEY}`, `${read} "\${${root}}/${KEY}") ]; }`],
    [
      "{ users.users.borg.openssh.authorizedKeys.keyFiles = [ |",
      `./${KEY}`,
      `{ users.users.borg.openssh.authorizedKeys.keyFiles = [ ./${KEY}`,
    ],
    [
      `${read} ../|) ]; }`,
      "../web/facts/borgbackup.ssh.pub",
      `${read} ../web/facts/borgbackup.ssh.pub) ]; }`,
      { release: "2024-06", document: "machines/vault/configuration.nix" },
    ],
  ];
  for (const [marked, label, after, where = {}] of rows)
    it(marked, async () => expect(await chosen(marked, label, where)).toBe(after));
});

describe("in a clan", () => {
  const role = "{ inventory.instances.nightly.roles.client";
  const rows: readonly Row[] = [
    [`${role}.machines.we|b = { }; }`, "web", `${role}.machines.web = { }; }`],
    [`${role}.machines."we|b" = { }; }`, "web", `${role}.machines."web" = { }; }`],
    [`${role}.tags = [ "b|" ]; }`, "backup", `${role}.tags = [ "backup" ]; }`],
    [`${role}.tags = [ | ]; }`, '"backup"', `${role}.tags = [ "backup" ]; }`],
    ['{ inventory.tags.x = [ "w|" ]; }', "web", '{ inventory.tags.x = [ "web" ]; }'],
    [
      '{ inventory.instances.n.module.name = "|"; }',
      "borgbackup",
      '{ inventory.instances.n.module.name = "borgbackup"; }',
    ],
    ["{ machines.|v = { }; }", "vault", "{ machines.vault = { }; }"],
  ];
  for (const [marked, label, after] of rows)
    it(marked, async () => expect(await chosen(marked, label, { document: "clan.nix" })).toBe(after));

  it("the service of an instance is told from the text while the rest is not whole", async () => {
    const marked =
      '{ inventory.instances.fresh = {\n roles.client.settings = {\n s|\n };\n module.name = "borgbackup"; }; }';
    expect(await chosen(marked, "startAt", { document: "clan.nix" })).toBe(marked.replace("s|", "startAt"));
  });
});
