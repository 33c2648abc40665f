import { describe, expect, it } from "vitest";
import type { FeatureContext } from "../../../server/features/context.ts";
import { definitions } from "../../../server/features/definition.ts";
import type { Spot } from "../../../server/features/places.ts";
import { highlights, references } from "../../../server/features/references.ts";
import { prepareRename, rename } from "../../../server/features/rename.ts";
import { at, type ClanFiles } from "../../support/features.ts";

const FILES: Readonly<Record<string, string>> = {
  "flake.nix": `{ outputs = { self, clan-core }: clan-core.lib.buildClan {
  inventory.machines.web.tags = [ "saved" ];
  inventory.instances.nightly = {
    module.name = "borgbackup";
    roles.client.tags.saved = { };
    roles.server.machines.vault = { };
  };
  machines.web = { imports = [ ./web.nix ./common.nix ]; };
  machines.mail = { imports = [ ./common.nix ]; };
  machines.vault = { imports = [ ./vault.nix ]; };
}; }`,
  "common.nix": `{ config, ... }: {
  clan.core.state.www.folders = [ "/srv/www" ];
  clan.borgbackup.destinations.box = { repo = "borg@vault:."; };
  services.borgbackup.jobs.box.preHook = "true";
}`,
  "web.nix": `let user = "borg"; in {
  networking.domain = user + "x" + user;
  clan.borgbackup.destinations.box.name = "box";
  clan.localbackup.targets.hdd = { directory = "/mnt/hdd/s"; mountpoint = "/mnt/hdd"; };
  fileSystems."/mnt/hdd" = { device = "/dev/disk/by-label/b"; };
}`,
  "vault.nix": `{ config, ... }: {
  services.borgbackup.repos.web = {
    path = "/srv/web";
    authorizedKeys = [ (builtins.readFile (config.clan.core.settings.directory + "/vars/per-machine/web/borgbackup/borgbackup.ssh.pub/value")) ];
  };
}`,
};
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBc60zBZ2PLVvp9JNIM5m8jmDXkLNXrmfHvX2lVnPlXR web\n";
const FLEET: ClanFiles = {
  release: "2025-07",
  files: { ...FILES, "vars/per-machine/web/borgbackup/borgbackup.ssh.pub/value": KEY },
};

/** The cursor where `to` has it, with `to` in place of the same text without it. */
async function cursorIn(document: string, to: string, files = FLEET): Promise<readonly [FeatureContext, number]> {
  const text = files.files?.[document] ?? "";
  const from = to.replace("|", "");
  if (text.split(from).length !== 2) throw new Error(`${from} is not once in ${document}`);
  const { context, offset } = await at(text.replace(from, to), { ...files, document });
  return [context, offset];
}

/** A place as `file:line text`. */
function told({ file, text, start, end }: Spot): string {
  return `${file.replace("/clan/", "")}:${text.slice(0, start).split("\n").length} ${text.slice(start, end)}`.trimEnd();
}

describe("a definition leads", () => {
  it.each([
    [
      "from a destination to the server's repository",
      "web.nix",
      "destinations.b|ox",
      ["common.nix:3 box", "vault.nix:2 web", "web.nix:3 box"],
    ],
    ["from a repository to its client", "vault.nix", "repos.w|eb", ["common.nix:3 box", "vault.nix:2 web"]],
    ["from a target to its disk", "web.nix", "targets.h|dd", ["web.nix:4 hdd", 'web.nix:5 "/mnt/hdd"']],
    [
      "from a mount point to its disk",
      "web.nix",
      'mountpoint = "/mnt|/hdd"',
      ["web.nix:4 hdd", 'web.nix:5 "/mnt/hdd"'],
    ],
    ["from the host of a repository to the machine", "common.nix", "borg@va|ult:.", ["flake.nix:10 vault"]],
    ["from a role to the machine", "flake.nix", "server.machines.va|ult", ["flake.nix:10 vault"]],
    ["from a tag to the machines that have it", "flake.nix", "client.tags.sa|ved", ['flake.nix:2 "saved"']],
    ["from an option to where it is set", "common.nix", "jobs.box.pre|Hook", ["common.nix:4 preHook"]],
    ["from a name to its binding", "web.nix", 'us|er + "x"', ["web.nix:1 user"]],
    ["from an import to the file", "flake.nix", "./vau|lt.nix", ["vault.nix:1"]],
    [
      "from the path of a key to the file",
      "vault.nix",
      "/vars/per-machine/web/borg|backup/",
      ["vars/per-machine/web/borgbackup/borgbackup.ssh.pub/value:1"],
    ],
  ] as const)("%s", async (_, document, to, expected) => {
    const [context, offset] = await cursorIn(document, to);
    const found = definitions(context, offset).map(told);
    for (const place of expected) expect(found).toContain(place);
  });

  it.each(["{ x = pk|gs; }", "{ a.b.|c = 1; }", "# no|thing"])("nowhere from %s", async (marked) => {
    const { context, offset } = await at(marked);
    expect(definitions(context, offset)).toEqual([]);
  });
});

describe("references", () => {
  it("of a machine: where it is declared, its roles, the repositories on it", async () => {
    const [context, offset] = await cursorIn("flake.nix", "machines.va|ult = { i");
    expect(references(context, offset, true).map(told)).toEqual([
      "common.nix:3 vault",
      "flake.nix:6 vault",
      "flake.nix:10 vault",
    ]);
  });

  it("of a machine: the paths of its keys", async () => {
    const [context, offset] = await cursorIn("flake.nix", "machines.we|b = { i");
    expect(references(context, offset, false).map(told)).toContain("vault.nix:4 web");
  });

  it("of a destination on all machines that share it", async () => {
    const [context, offset] = await cursorIn("web.nix", "destinations.b|ox");
    expect(references(context, offset, true).map(told)).toEqual([
      "common.nix:3 box",
      "common.nix:4 box",
      "vault.nix:2 web",
      "web.nix:3 box",
    ]);
  });

  it("in the same file are highlighted", async () => {
    const [context, offset] = await cursorIn("web.nix", 'us|er + "x"');
    expect(highlights(context, offset).map(({ range }) => [range.start.line, range.start.character])).toEqual([
      [0, 4],
      [1, 22],
      [1, 35],
    ]);
  });
});

/** The text of all files after the rename, by file, only those that changed. */
async function renamed(document: string, to: string, name: string, files = FLEET) {
  const [context, offset] = await cursorIn(document, to, files);
  const result = rename(context, offset, name);
  if (!result.ok) return result.reason;
  const texts = new Map<string, string>();
  const edits = [...result.value].sort((a, b) => b.spot.start - a.spot.start);
  for (const { spot, newText } of edits) {
    const text = texts.get(spot.file) ?? spot.text;
    texts.set(spot.file, text.slice(0, spot.start) + newText + text.slice(spot.end));
  }
  return new Map([...texts].map(([file, text]) => [file.replace("/clan/", ""), text]));
}

describe("rename changes", () => {
  it("a destination wherever it is the same one", async () => {
    const texts = await renamed("web.nix", "destinations.b|ox", "offsite");
    expect(texts).toEqual(
      new Map([
        ["common.nix", (FILES["common.nix"] ?? "").replaceAll(".box", ".offsite")],
        ["web.nix", (FILES["web.nix"] ?? "").replaceAll(".box", ".offsite")],
      ]),
    );
  });

  it("a state, with quotes where the new name needs them", async () => {
    const texts = await renamed("common.nix", "state.w|ww", "1st");
    expect(texts).toEqual(new Map([["common.nix", (FILES["common.nix"] ?? "").replace("state.www", 'state."1st"')]]));
  });

  it("a variable and its uses, and nothing of the same name elsewhere", async () => {
    const texts = await renamed("web.nix", 'us|er + "x"', "login");
    expect(texts).toEqual(
      new Map([
        [
          "web.nix",
          (FILES["web.nix"] ?? "").replace("let user", "let login").replace('user + "x" + user', 'login + "x" + login'),
        ],
      ]),
    );
  });

  it("a machine that Clan keeps nothing of", async () => {
    const texts = await renamed("flake.nix", "machines.va|ult = { i", "safe");
    expect(texts).toEqual(
      new Map([
        ["common.nix", (FILES["common.nix"] ?? "").replace("@vault", "@safe")],
        ["flake.nix", (FILES["flake.nix"] ?? "").replaceAll("machines.vault", "machines.safe")],
      ]),
    );
  });

  it("what one machine asks for, and not what another one does by the same name", async () => {
    const machine = (name: string) =>
      `machines.${name} = { config, ... }: { clan.core.state.logs.folders = [ ]; x = config.clan.core.state.logs; };`;
    const flake = `{ outputs = { self, clan-core }: clan-core.lib.clan { ${machine("a")} ${machine("b")} }; }`;
    const marked = flake.replace("state.logs", "state.lo|gs");
    const { context, offset } = await at(marked, { document: "flake.nix", release: "2026-08" });
    const found = rename(context, offset, "journal");
    expect(found.ok && found.value.map(({ spot }) => told(spot))).toHaveLength(2);
  });
});

describe("rename refuses", () => {
  it.each([
    ["a machine whose secrets lie under its name", "flake.nix", "machines.we|b = { i", "www", /vars\/per-machine\/web/],
    ["a name that is taken", "flake.nix", "machines.va|ult = { i", "mail", /taken/],
    ["a name that is none", "web.nix", "destinations.b|ox", "a b", /letters/],
    ["a name that is no variable", "web.nix", 'us|er + "x"', "in", /no name/],
    ["a mount point", "web.nix", 'fileSystems."/mnt|/hdd"', "/x", /folder/],
    ["what has no name", "vault.nix", 'path = "/srv|/web"', "x", /Nothing here/],
  ] as const)("%s", async (_, document, to, name, reason) => {
    expect(await renamed(document, to, name)).toMatch(reason);
  });

  it("a name that is computed", async () => {
    const files = {
      ...FLEET,
      files: {
        ...FLEET.files,
        "web.nix": '{ clan.core.state = builtins.listToAttrs [ { name = "w" + "ww"; value = { }; } ]; }',
      },
    };
    const reason = await renamed("common.nix", "state.w|ww", "x", files);
    expect(typeof reason === "string" || (reason instanceof Map && !reason.has("web.nix"))).toBe(true);
  });

  it.each([
    [
      "an instance whose service is told from its name",
      "{ inventory.instances.borg|backup.roles.client.machines.a = { }; }",
      /module\.name/,
    ],
    [
      "a tag of Clan's own",
      '{ inventory.machines.a = { }; inventory.instances.x = { module.name = "borgbackup"; roles.client.tags.a|ll = { }; }; }',
      /gives itself/,
    ],
    [
      "a state whose program is named",
      '{ machines.a = { clan.core.state.w|ww.folders = [ ]; x = "pre-backup-www"; }; }',
      /pre-backup-www in .*flake.nix/,
    ],
    [
      "a destination whose unit is named",
      '{ machines.a = { clan.borgbackup.destinations.b|ox.repo = "x"; systemd.services.borgbackup-job-box.x = 1; }; }',
      /borgbackup-job-box/,
    ],
    ["an attribute of a recursive set", "{ machines.a = rec { foo.x = 1; b|ar = foo; y = bar; }; }", /attribute/],
  ])("%s", async (_, clan, reason) => {
    const { context, offset } = await at(`{ outputs = { self, clan-core }: clan-core.lib.clan ${clan}; }`, {
      document: "flake.nix",
      release: clan.includes("destinations") ? "2025-03" : "2026-08",
    });
    expect(rename(context, offset, "other")).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  it("what an instance names after another machine", async () => {
    const files = {
      ...FLEET,
      files: { ...FLEET.files, "web.nix": '{ services.borgbackup.jobs.vault.preHook = "true"; }' },
    };
    expect(await renamed("web.nix", "jobs.va|ult", "x", files)).toMatch(/name of the machine vault/);
  });

  it("an argument of a function, which callers name", async () => {
    const { context, offset } = await at("{ lib, ... }: l|ib.x");
    const result = prepareRename(context, offset);
    expect(result).toMatchObject({ ok: false, reason: expect.stringMatching(/argument/) });
  });
});
