import { describe, expect, it } from "vitest";
import {
  type CompletionAbilities,
  completion,
  completionDocumentation,
  MOST_ITEMS,
} from "../../../server/features/completion.ts";
import { isCompletionData } from "../../../server/lsp/params.ts";
import { at, type ClanFiles } from "../../support/features.ts";

const SNIPPETS: CompletionAbilities = { snippets: true };

async function itemsOf(marked: string, files: ClanFiles = {}, abilities = SNIPPETS) {
  const { context, offset } = await at(marked, files);
  const { text } = context.file;
  return completion(context, offset, abilities).items.map(({ label, textEdit, ...item }) => {
    if (textEdit === undefined || !("range" in textEdit)) throw new Error("An item must say what it replaces.");
    const { start, end } = textEdit.range;
    const lines = text.split("\n");
    const index = (position: typeof start) =>
      lines.slice(0, position.line).reduce((sum, line) => sum + line.length + 1, 0) + position.character;
    return { label, inserted: textEdit.newText, replaced: text.slice(index(start), index(end)), ...item };
  });
}

async function labelsOf(marked: string, files: ClanFiles = {}): Promise<readonly string[]> {
  return (await itemsOf(marked, files)).map(({ label }) => label);
}

/** A fleet with a server, two clients and a disk. */
const FLEET: ClanFiles = {
  release: "2026-08",
  files: {
    "flake.nix": `{ outputs = { self, clan-core }: clan-core.lib.clan {
      inventory.machines = { web.tags = [ "backup" ]; mail = { }; vault = { }; };
      inventory.instances.nightly = { module.name = "borgbackup"; roles.server.machines.vault = { }; };
      machines.web = { imports = [ ./module.nix ]; };
      machines.mail = { };
      machines.vault.services.borgbackup.repos.web = { path = "/srv/web"; authorizedKeys = [ ]; };
    }; }`,
    "vars/per-machine/web/borgbackup/borgbackup.ssh.pub/value": "ssh-ed25519 AAAA web",
    "keys/readme.txt": "",
  },
};
const CLAN_FILE: ClanFiles = { ...FLEET, document: "clan.nix" };

describe("names of options", () => {
  it("required ones come first, with what they need", async () => {
    const items = await itemsOf("{ clan.localbackup.targets.hdd = { | }; }", { release: "2024-06" });
    expect(items[0]).toMatchObject({ label: "directory", inserted: 'directory = "$1";', detail: "string, required" });
    expect(items.map(({ label }) => label)).toContain("mountpoint");
  });

  it("a set with names of one's own is filled with what it needs", async () => {
    const items = await itemsOf("{ clan.borgbackup.dest| }", { release: "2024-06" });
    expect(items[0]?.inserted).toBe('destinations.${1:name} = {\n\trepo = "$2";\n};');
  });

  it("a client without snippets gets the bare name", async () => {
    const [item] = await itemsOf("{ clan.borgbackup.dest| }", { release: "2024-06" }, { snippets: false });
    expect(item).toMatchObject({ inserted: "destinations", insertTextFormat: 1 });
  });

  it("a name that has its value is only replaced, to the end of the word", async () => {
    const [item] = await itemsOf('{ clan.borgbackup.destinations.x.re|pos = "y"; }', { release: "2024-06" });
    expect(item).toMatchObject({ label: "repo", inserted: "repo", replaced: "repos" });
  });

  it("old names lead to the options of today", async () => {
    expect(await labelsOf("{ clanCore.state.x.fo| }", { release: "2024-06" })).toContain("folders");
  });

  it("options that the configuration declares itself are among them", async () => {
    const files = {
      "flake.nix":
        "{ outputs = { self, clan-core }: clan-core.lib.clan { machines.a.imports = [ ./module.nix ./own.nix ]; }; }",
      "own.nix": "{ lib, ... }: { options.clan.fleet.owner = lib.mkOption { type = lib.types.str; }; }",
    };
    expect(await labelsOf("{ clan.| }", { files, release: "2024-06" })).toContain("fleet");
    expect(await labelsOf("{ clan.fleet.| }", { files, release: "2024-06" })).not.toContain("borgbackup");
  });

  it("`config` is completed like the options", async () => {
    expect(await labelsOf("{ x = config.clan.core.|; }")).toContain("state");
    expect(await labelsOf('{ x = "${config.clan.core.st|}"; }')).toContain("state");
  });
});

describe("names of the clan", () => {
  it.each([
    ["machines of roles", "{ inventory.instances.nightly.roles.client.machines.| }", ["mail", "vault", "web"]],
    ["tags of roles", "{ inventory.instances.nightly.roles.client.tags.| }", ["all", "backup", "nixos"]],
    ["roles", "{ inventory.instances.nightly.roles.| }", ["client", "server"]],
  ])("%s", async (_, marked, expected) => {
    expect([...(await labelsOf(marked, CLAN_FILE))].sort()).toEqual(expected);
  });

  it("repositories for the other machines", async () => {
    expect(await labelsOf("{ services.borgbackup.repos.| }", FLEET)).toEqual(["mail", "vault"]);
  });

  it("settings of the role that the instance's service has", async () => {
    const labels = await labelsOf("{ inventory.instances.nightly.roles.server.settings.| }", CLAN_FILE);
    expect([...labels].sort()).toEqual(["address", "directory"]);
  });
});

describe("values", () => {
  it.each([
    ["booleans", "{ services.borgbackup.jobs.x.doInit = |; }", "true"],
    ["null", "{ clan.localbackup.targets.x.mountpoint = |; }", "null"],
    ["choices", '{ services.borgbackup.jobs.x.encryption.mode = "|"; }', "repokey-blake2"],
    ["mount options", '{ fileSystems."/b".options = [ "no|" ]; }', "nofail"],
    ["tags", '{ inventory.machines.x.tags = [ "|" ]; }', "backup"],
    ["properties", "{ clan.core.state.x.folders = lib.mk|; }", "mkForce"],
    ["repositories of servers", '{ services.borgbackup.jobs.x.repo = "|"; }', "borg@vault:."],
  ])("%s", async (_, marked, expected) => {
    const files = marked.includes("inventory") ? CLAN_FILE : { ...FLEET, release: "2024-06" };
    expect(await labelsOf(marked, files)).toContain(expected);
  });

  it("mount points of the machine, and folders on them", async () => {
    const disk = 'fileSystems."/mnt/hdd".device = "/dev/x"; clan.localbackup.targets.hdd';
    const release = "2024-06";
    expect(await labelsOf(`{ ${disk}.mountpoint = "|"; }`, { release })).toEqual(["/mnt/hdd"]);
    expect(await labelsOf(`{ ${disk} = { mountpoint = "/mnt/hdd"; directory = "|"; }; }`, { release })).toEqual([
      "/mnt/hdd/snapshots",
    ]);
  });

  it("schedules tell when they run next, here", async () => {
    const items = await itemsOf('{ inventory.instances.nightly.roles.client.settings.startAt = "*|"; }', CLAN_FILE);
    expect(items[0]).toMatchObject({ label: "*-*-* 01:00:00", detail: "every night, next Tue 2026-11-24 01:00" });
  });

  it("what is proposed in a string replaces all of it", async () => {
    const [item] = await itemsOf('{ services.borgbackup.jobs.x.repo = "borg@va|x:y"; }', FLEET);
    expect(item).toMatchObject({ label: "borg@vault:.", replaced: "borg@vax:y" });
  });
});

describe("keys and files", () => {
  it("the public keys of the machines, where this release keeps them", async () => {
    const items = await itemsOf("{ services.borgbackup.repos.web.authorizedKeys = [ | ]; }", FLEET);
    expect(items.find(({ label }) => label.includes("/web/"))).toMatchObject({
      inserted:
        '(builtins.readFile (config.clan.core.settings.directory + "/vars/per-machine/web/borgbackup/borgbackup.ssh.pub/value"))',
      detail: "the key of web",
    });
    expect(items.find(({ label }) => label.includes("/mail/"))?.detail).toBe("the key of mail, not generated yet");
  });

  it("in 2024, the facts", async () => {
    const files = { ...FLEET, release: "2024-06" };
    const labels = await labelsOf("{ services.borgbackup.repos.web.authorizedKeys = [ | ]; }", files);
    expect(labels).toContain("readFile machines/web/facts/borgbackup.ssh.pub");
  });

  it.each([
    [
      "relative to the file",
      "{ x = builtins.readFile ./|; }",
      "./vars/per-machine/web/borgbackup/borgbackup.ssh.pub/value",
    ],
    [
      "behind the clan's folder",
      '{ x = builtins.readFile (config.clan.core.settings.directory + "|"); }'.replace('"|"', '"/v|"'),
      "/vars/per-machine/web/borgbackup/borgbackup.ssh.pub/value",
    ],
    ["files beside", "{ imports = [ ./ke|", "./keys"],
    ["files in folders", "{ imports = [ ./keys/|", "./keys/readme.txt"],
  ])("%s", async (_, marked, expected) => {
    expect(await labelsOf(marked, FLEET)).toContain(expected);
  });
});

it("documentation comes when asked for, with the release", async () => {
  const { context, offset } = await at("{ clan.borgbackup.destinations.x.| }", { release: "2024-06" });
  const item = completion(context, offset, SNIPPETS).items.find(({ label }) => label === "repo");
  expect(item?.documentation).toBeUndefined();
  const data: unknown = item?.data;
  if (!isCompletionData(data)) throw new Error("The item cannot be resolved.");
  expect(completionDocumentation(context, data)).toMatch(/borg repository[\s\S]*Required[\s\S]*clan-core 2024-06/);
});

it("a long list is cut, and said to be", async () => {
  const names = Array.from({ length: 300 }, (_, index) => `machines.m${index} = { };`).join("\n");
  const files = { "flake.nix": `{ outputs = { self, clan-core }: clan-core.lib.clan { ${names} }; }` };
  const marked = "{ inventory.instances.borgbackup.roles.client.machines.m| }";
  const { context, offset } = await at(marked, { files, document: "clan.nix", release: "2026-08" });
  const { items, isIncomplete } = completion(context, offset, SNIPPETS);
  expect(items).toHaveLength(MOST_ITEMS);
  expect(isIncomplete).toBe(true);
});

it.each(["# |", "{ /* | */ }", "{ pkgs, | }: { }", "{ x = pkgs.|; }", "{ services.nginx.| }", "{ a = f { | }; }"])(
  "nothing is proposed in %s",
  async (marked) => {
    expect(await labelsOf(marked)).toEqual([]);
  },
);
