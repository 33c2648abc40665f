import { describe, expect, it } from "vitest";
import { addition } from "../../../server/features/additions.ts";
import { overviewOf, placeOf } from "../../../server/features/overview.ts";
import { textOfSpot } from "../../../server/features/places.ts";
import type { TextEdit } from "../../../server/finding.ts";
import { createLanguageService } from "../../../server/languageService.ts";
import { LineIndex } from "../../../server/nix/source.ts";
import type { AdditionParams } from "../../../server/protocol.ts";
import { DEFAULT_SETTINGS } from "../../../server/workspace/settings.ts";
import { NOW } from "../../support/features.ts";
import { memoryFiles } from "../../support/memoryFiles.ts";
import { testParser } from "../../support/nixParser.ts";

const parser = await testParser();
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBc60zBZ2PLVvp9JNIM5m8jmDXkLNXrmfHvX2lVnPlXR web\n";

function open(files: ReadonlyMap<string, string>, release: string) {
  const service = createLanguageService({ files: memoryFiles(files), parser });
  service.setFolders(["/clan"]);
  service.setSettings({ ...DEFAULT_SETTINGS, release });
  return service;
}

/** The files after `edits`, which are given from the end on. */
function edited(files: ReadonlyMap<string, string>, edits: readonly TextEdit[]): ReadonlyMap<string, string> {
  const after = new Map(files);
  for (const { file, range, newText } of [...edits].reverse()) {
    const text = after.get(file) ?? "";
    const lines = new LineIndex(text);
    after.set(file, text.slice(0, lines.offsetAt(range.start)) + newText + text.slice(lines.offsetAt(range.end)));
  }
  return after;
}

const GUIDE = new Map([
  [
    "/clan/flake.nix",
    `{ outputs = { self, clan-core }: clan-core.lib.buildClan {
      machines.web.imports = [
        ./machines/web/configuration.nix
        clan-core.clanModules.localbackup
        clan-core.clanModules.borgbackup
      ];
      machines.vault.imports = [ ./machines/vault/configuration.nix ];
    }; }`,
  ],
  ["/clan/machines/web/configuration.nix", '{ ... }:\n{\n  clan.core.state.www.folders = [ "/srv/www" ];\n}\n'],
  ["/clan/machines/vault/configuration.nix", "{ config, ... }:\n{\n  services.openssh.enable = true;\n}\n"],
  ["/clan/machines/web/facts/borgbackup.ssh.pub", KEY],
]);
const TODAY = new Map([
  [
    "/clan/flake.nix",
    "{ outputs = { self, clan-core }: clan-core.lib.clan { inherit self; imports = [ ./clan.nix ]; }; }",
  ],
  [
    "/clan/clan.nix",
    '{\n  meta.name = "fleet";\n  meta.domain = "fleet.example";\n  inventory.machines.vault = { };\n}\n',
  ],
  ["/clan/machines/web/configuration.nix", '{\n  clan.core.state.www.folders = [ "/srv/www" ];\n}\n'],
  ["/clan/machines/vault/configuration.nix", "{ }\n"],
  ["/clan/vars/per-machine/web/borgbackup/borgbackup.ssh.pub/value", KEY],
]);
const DISK: AdditionParams = {
  kind: "disk",
  clan: "/clan",
  machine: "web",
  name: "usb",
  mountpoint: "/mnt/usb",
  uuid: "0b6d-1",
  fsType: "ext4",
};
const SERVER: AdditionParams = {
  kind: "destination",
  clan: "/clan",
  machine: "web",
  name: "vault",
  server: "vault",
  repo: undefined,
};
const ELSEWHERE: AdditionParams = { ...SERVER, name: "box", server: undefined, repo: "u1@u1.example.com:backup" };

describe.each([
  ["the guide of 2024", GUIDE, "2024-06"],
  ["today's inventory", TODAY, "2026-08"],
] as const)("in %s", (_, files, release) => {
  it.each([
    ["a disk", DISK],
    ["a machine as the server", SERVER],
    ["a server elsewhere", ELSEWHERE],
  ] as const)("%s is added whole, and nothing is wrong with it", (_what, params) => {
    const before = open(files, release);
    const errorsBefore = [...before.allFindings().values()].flat().filter(({ severity }) => severity === "error");
    expect(errorsBefore).toEqual([]);
    const found = addition(params, before.clans());
    if (!found.ok) throw new Error(found.reason);
    const after = open(edited(files, found.edits), release);
    const errors = [...after.allFindings().values()].flat().filter(({ severity }) => severity === "error");
    expect(errors.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    const web = overviewOf(after.clans(), NOW, "UTC").clans[0]?.machines.find(({ name }) => name === "web");
    if (params.kind === "disk")
      expect(web?.targets).toMatchObject([
        { name: "usb", directory: "/mnt/usb/snapshots", disk: { device: "/dev/disk/by-uuid/0b6d-1" } },
      ]);
    else {
      expect(web?.destinations).toMatchObject([{ name: params.name, repo: params.repo ?? "borg@vault:." }]);
      expect(web?.destinations[0]?.server).toMatchObject(
        params.server === undefined ? { kind: "external" } : { machine: "vault", key: "accepted" },
      );
      expect(web?.key).toBe("present");
    }
    const again = addition(params, after.clans());
    expect(again).toMatchObject({ ok: false, reason: expect.stringMatching(/already/) });
  });
});

describe("nothing is written", () => {
  it.each([
    ["for a machine that is not there", { ...DISK, machine: "none" }, GUIDE, /no machine none/],
    [
      "into a flake",
      DISK,
      new Map([["/clan/flake.nix", "{ outputs = { self, clan-core }: clan-core.lib.clan { machines.web = { }; }; }"]]),
      /no file of its own/,
    ],
  ] as const)("%s", (_, params, files, reason) => {
    const found = addition(params, open(files, "2024-06").clans());
    expect(found).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });
});

describe("the overview", () => {
  it("tells whether keys are there", () => {
    const keyOf = (files: ReadonlyMap<string, string>) =>
      overviewOf(open(files, "2024-06").clans(), NOW, "UTC").clans[0]?.machines.map(({ name, key }) => [name, key]);
    const wanted = edited(GUIDE, [
      {
        file: "/clan/machines/web/configuration.nix",
        range: { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } },
        newText: '  clan.borgbackup.destinations.box.repo = "u@box.example:b";\n',
      },
    ]);
    const without = new Map([...wanted].filter(([path]) => !path.endsWith(".pub")));
    expect(keyOf(GUIDE)).toEqual([
      ["vault", "not needed"],
      ["web", "not needed"],
    ]);
    expect(keyOf(wanted)).toEqual([
      ["vault", "not needed"],
      ["web", "present"],
    ]);
    expect(keyOf(without)).toEqual([
      ["vault", "not needed"],
      ["web", "missing"],
    ]);
  });

  it("tells when a destination runs next", () => {
    const found = addition(ELSEWHERE, open(TODAY, "2026-08").clans());
    if (!found.ok) throw new Error(found.reason);
    const service = open(edited(TODAY, found.edits), "2026-08");
    const [machine] =
      overviewOf(service.clans(), NOW, "Europe/Berlin").clans[0]?.machines.filter(({ name }) => name === "web") ?? [];
    expect(machine?.destinations[0]?.nextRun).toBe(Date.UTC(2026, 10, 24, 0));
  });

  it("knows where things are written", () => {
    const clans = open(GUIDE, "2024-06").clans();
    const isFile = (path: string) => GUIDE.has(path);
    const place = (kind: "machine" | "state", name: string) =>
      placeOf({ clan: "/clan", machine: "web", kind, name }, clans, isFile);
    expect(place("machine", "web")?.file).toBe("/clan/machines/web/configuration.nix");
    const state = place("state", "www");
    expect(state && textOfSpot(state)).toBe("www");
    expect(placeOf({ clan: "/clan", machine: "none", kind: "machine", name: "none" }, clans, isFile)).toBeUndefined();
  });
});
