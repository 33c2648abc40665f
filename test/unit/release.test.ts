import { describe, expect, it } from "vitest";
import * as schema from "../../scripts/releases/schema.ts";
import { newestRelease, type ReleaseInUse, releaseNamed, releaseOn, releases } from "../../server/clan/release.ts";
import type { Release, Tree } from "../../server/clan/releaseData.ts";
import { declarationsOf, removalsOf, renamesOf } from "../../server/clan/releaseOptions.ts";
import type { OptionDeclaration } from "../../server/nix/options/optionData.ts";

const dotted = (path: readonly string[]): string => path.join(".");
const named = (name: string): Release => {
  const found = releaseNamed(name);
  if (found === undefined) throw new Error(`no release ${name}`);
  return found.release;
};
const optionIn = (options: readonly OptionDeclaration[], path: string): OptionDeclaration | undefined =>
  options.find((option) => dotted(option.path) === path);
const option = (release: string, path: string, tree: Tree = "nixos"): OptionDeclaration | undefined =>
  optionIn(named(release).trees[tree], path);

/** Releases by name in which an option is declared. */
const declaredIn = (path: string, tree: Tree = "nixos"): string[] =>
  releases.filter((release) => optionIn(release.trees[tree], path)).map((release) => release.release);

const allOptions = (release: Release): OptionDeclaration[][] => [
  [...release.trees.nixos],
  [...release.trees.clan],
  ...Object.values(release.serviceRoles).flatMap((roles) => Object.values(roles).map((options) => [...options])),
];

describe("release files", () => {
  it.each(releases.map((release) => [release.release, release] as const))("%s fits the schema", (_, release) => {
    expect(schema.release.parse(release)).toEqual(release);
  });

  it("are in order and carry their own month or the one before", () => {
    const dates = releases.map((release) => release.date);
    expect(dates).toEqual([...dates].sort());
    for (const { release, date } of releases) expect(date.startsWith(release)).toBe(true);
  });

  it.each(releases.map((release) => [release.release, release] as const))(
    "%s declares each option once",
    (_, release) => {
      for (const options of allOptions(release)) {
        const paths = options.map((each) => dotted(each.path));
        expect(paths).toEqual([...new Set(paths)]);
      }
    },
  );

  it.each(releases.map((release) => [release.release, release] as const))(
    "%s declares what holds submodules",
    (_, release) => {
      for (const options of allOptions(release)) {
        for (const { path } of options) {
          const at = path.findLastIndex((part) => part === "<name>" || part === "*");
          if (at === -1) continue;
          const isHeld = path.slice(0, at).some((_part, end) => optionIn(options, dotted(path.slice(0, at - end))));
          expect(isHeld, dotted(path)).toBe(true);
        }
      }
    },
  );

  it("keep nothing below an opaque option", () => {
    for (const release of releases) {
      for (const options of allOptions(release)) {
        const opaque = options.filter((each) => each.opaque).map((each) => `${dotted(each.path)}.`);
        const below = options.filter((each) => opaque.some((prefix) => dotted(each.path).startsWith(prefix)));
        expect(below.map((each) => dotted(each.path))).toEqual([]);
      }
    }
  });

  it("are complete where their modules are known", () => {
    const complete = releases.map(({ release, complete: { nixos } }) => [release, nixos.map(dotted)]);
    const modules = ["clan.borgbackup", "clan.borgbackup-static", "clan.core", "clan.localbackup", "clan.postgresql"];
    for (const [release, prefixes] of complete) {
      expect(prefixes).toContain("clan.core");
      if (release === "2024-06" || release === "2025-03") expect(prefixes).toEqual(expect.arrayContaining(modules));
      if (release === "2026-08") expect(prefixes).not.toContain("clan.localbackup");
    }
  });
});

describe("types that only the module's source tells", () => {
  it("knows those of fileSystems", () => {
    const type = (name: string) => option("2024-06", `fileSystems.<name>.${name}`)?.type;
    expect(type("device")).toEqual({ name: "nullOr", elem: { name: "nonEmptyStr" } });
    expect(type("fsType")).toEqual({ name: "nonEmptyStr" });
    expect(type("options")).toEqual({ name: "nonEmptyListOf", elem: { name: "nonEmptyStr" } });
    expect(option("2024-06", "fileSystems.<name>.mountPoint")?.nameDefault).toBe(true);
  });

  it.each([
    ["/", true],
    ["/mnt/usb", true],
    ["none", true],
    ["/mnt/with space", true],
    ["/mnt/usb/", false],
    ["//", false],
    ["", false],
    ["  ", false],
  ])("takes %j as a mount point: %s", (path, fits) => {
    const type = option("2024-06", "fileSystems.<name>.mountPoint")?.type;
    expect(type?.name).toBe("strMatching");
    expect(type?.name === "strMatching" && new RegExp(`^(?:${type.pattern})$`).test(path)).toBe(fits);
  });

  it("knows those of borgbackup jobs and of hooks", () => {
    expect(option("2026-08", "services.borgbackup.jobs.<name>.prune.keep")?.type).toEqual({
      name: "attrsOf",
      elem: { name: "either", left: { name: "int" }, right: { name: "strMatching", pattern: "[[:digit:]]+[Hdwmy]" } },
    });
    expect(option("2024-06", "clan.localbackup.targets.<name>.preMountHook")?.type).toEqual({
      name: "nullOr",
      elem: { name: "separatedString", separator: "\n" },
    });
  });

  it("takes an undefined list for empty only with the nixpkgs of 2026-03-23 and later", () => {
    expect(option("2024-06", "clan.core.state.<name>.folders")?.required).toBe(true);
    expect(option("2026-08", "clan.core.state.<name>.folders")).toMatchObject({ default: [] });
    expect(option("2026-08", "clan.core.state.<name>.folders")).not.toHaveProperty("required");
    expect(releases.filter((release) => release.undefinedCollectionsAreEmpty).map((each) => each.release)).toEqual([
      "2026-08",
    ]);
  });
});

describe("the dated history of backup options", () => {
  it("2024-06-05: borgbackup-static, until the modules were removed on 2025-08-14", () => {
    expect(declaredIn("clan.borgbackup-static.targets")).toEqual(["2024-06", "2025-03", "2025-07"]);
  });

  it("2024-06-19: commands of a state can be set before, and no longer after", () => {
    const command = "clan.core.state.<name>.preRestoreCommand";
    expect(option("2024-05", command)).not.toHaveProperty("readOnly");
    expect(option("2024-06", command)?.readOnly).toBe(true);
    expect(declaredIn("clan.core.state.<name>.preBackupScript")[0]).toBe("2024-06");
    expect(optionIn(declarationsOf(releaseOn("2024-06-10")).nixos, command)).not.toHaveProperty("readOnly");
  });

  it("2024-06-25 to 2026-05-29: inventory.services; 2025-03-29: inventory.instances", () => {
    expect(declaredIn("inventory.services", "clan")).toEqual(["2024-06", "2025-03", "2025-07", "2025-12"]);
    expect(declaredIn("inventory.instances", "clan")).toEqual(["2025-07", "2025-12", "2026-08"]);
  });

  it("2024-07-09: vars; 2025-12-09: facts removed", () => {
    expect(declaredIn("clan.core.vars.generators")[0]).toBe("2025-03");
    expect(declaredIn("clan.core.facts.services").at(-1)).toBe("2025-12");
    expect(optionIn(declarationsOf(releaseOn("2025-12-09")).nixos, "clan.core.facts.services")).toBeDefined();
    expect(optionIn(declarationsOf(releaseOn("2025-12-10")).nixos, "clan.core.facts.services")).toBeUndefined();
  });

  it("2024-07-21: exclude; 2024-12-19: directory of the server", () => {
    expect(declaredIn("clan.borgbackup.exclude")).toEqual(["2025-03", "2025-07"]);
    expect(declaredIn("clan.borgbackup.directory")).toEqual(["2025-03", "2025-07"]);
    expect(optionIn(named("2025-03").serviceRoles["borgbackup"]?.["server"] ?? [], "directory")?.default).toBe(
      "/var/lib/borgbackup",
    );
  });

  it("2025-06-02 and 2025-08-09: roles of the services borgbackup and localbackup", () => {
    const roles = (name: string) =>
      Object.entries(named(name).serviceRoles).map(
        ([service, ofService]) => `${service}: ${Object.keys(ofService).join(" ")}`,
      );
    expect(roles("2024-05")).toEqual([]);
    expect(roles("2025-07")).toEqual(["borgbackup: client server"]);
    expect(roles("2026-08")).toEqual(["borgbackup: client server", "localbackup: default"]);
  });

  it("2025-07-29: postgresql moves to clan.core and must be enabled", () => {
    expect(declaredIn("clan.postgresql.databases")).toEqual(["2024-06", "2025-03", "2025-07"]);
    expect(declaredIn("clan.core.postgresql.enable")).toEqual(["2025-12", "2026-08"]);
  });

  it("2025-11-18: address of the server, startAt of the client, scripts after a backup", () => {
    const setting = (name: string, role: string, path: string) =>
      optionIn(named(name).serviceRoles["borgbackup"]?.[role] ?? [], path);
    expect(setting("2025-07", "client", "startAt")).toBeUndefined();
    expect(setting("2026-08", "client", "startAt")).toMatchObject({ type: { name: "str" }, default: "*-*-* 01:00:00" });
    expect(setting("2026-08", "server", "address")?.default).toBeNull();
    expect(declaredIn("clan.core.state.<name>.postBackupScript")).toEqual(["2025-12", "2026-08"]);
  });
});

/** How a definition fares on a day: under which later name it is understood, or why it no longer works. */
function fate(date: string, path: string, tree: Tree = "nixos"): string {
  const inUse = releaseOn(date);
  const covers = (prefix: readonly string[]): boolean => `${path}.`.startsWith(`${dotted(prefix)}.`);
  const removal = removalsOf(inUse).find((each) => each.tree === tree && covers(each.path));
  if (removal !== undefined) return removal.as;
  const rename = renamesOf(inUse).find((each) => each.tree === tree && covers(each.from));
  if (rename !== undefined) return `${dotted(rename.to)}${rename.warns ? " with a warning" : ""}`;
  return optionIn(declarationsOf(inUse)[tree], path) === undefined ? "unknown" : "works";
}

describe("renames and removals by date", () => {
  it.each([
    ["2024-06-17", "clan.borgbackup.enable", "assertion"],
    ["2024-10-03", "clan.borgbackup.enable", "gone"],
    ["2024-03-25", "clan.localbackup.targets.<name>.mountHook", "unknown"],
    ["2024-03-27", "clan.localbackup.targets.<name>.mountHook", "gone"],
    ["2024-06-17", "clanCore.state", "clan.core"],
    ["2024-06-18", "clanCore.state", "clan.core with a warning"],
    ["2026-08-22", "clanCore.state", "clan.core with a warning"],
    ["2024-07-04", "clan.networking.targetHost", "works"],
    ["2024-07-05", "clan.networking.targetHost", "clan.core.networking with a warning"],
    ["2024-07-05", "clan.deployment.requireExplicitUpdate", "clan.core.deployment with a warning"],
    ["2024-12-30", "clan.core.clanDir", "works"],
    ["2024-12-31", "clan.core.clanDir", "clan.core.settings.directory with a warning"],
    ["2024-12-31", "clan.core.machineName", "clan.core.settings.machine.name with a warning"],
    ["2024-08-05", "clan.core.clanName", "works"],
    ["2024-08-06", "clan.core.clanName", "works"],
    ["2024-08-07", "clan.core.clanName", "assertion"],
    ["2025-07-29", "clan.postgresql.databases", "works"],
    ["2025-07-30", "clan.postgresql.databases", "gone"],
    ["2025-08-14", "clan.localbackup.targets", "works"],
    ["2025-08-15", "clan.localbackup.targets", "gone"],
    ["2026-08-22", "clan.borgbackup.destinations", "gone"],
    ["2026-08-22", "clan.borgbackup-static.targets", "gone"],
    ["2025-12-09", "clan.core.facts.services", "works"],
    ["2025-12-10", "clan.core.facts.services", "gone"],
    ["2026-05-29", "clan.core.vars.generators.<name>.migrateFact", "works"],
    ["2026-05-30", "clan.core.vars.generators.<name>.migrateFact", "gone"],
    ["2025-12-18", "clan.meta.name", "clan.core.settings.name with a warning"],
  ])("%s %s: %s", (date, path, expected) => {
    expect(fate(date, path)).toBe(expected);
  });

  it.each([
    ["2026-05-29", "works"],
    ["2026-05-30", "throw"],
    ["2026-08-22", "throw"],
  ])("%s inventory.services: %s", (date, expected) => {
    expect(fate(date, "inventory.services", "clan")).toBe(expected);
  });
});

describe("releaseOn", () => {
  const name = ({ release, next }: ReleaseInUse): string => [release.release, next?.release].join(" ").trim();

  it.each([
    ["2024-03-20", "2024-05"],
    ["2024-05-31", "2024-05"],
    ["2024-06-17", "2024-05 2024-06"],
    ["2024-06-30", "2024-06"],
    ["2025-03-11", "2024-06 2025-03"],
    ["2025-08-14", "2025-07 2025-12"],
    ["2026-08-22", "2026-08"],
    ["2031-01-01", "2026-08"],
  ])("%s is judged by %s", (date, expected) => {
    expect(name(releaseOn(date))).toBe(expected);
    expect(releaseOn(date)).toMatchObject({ date, evidence: "lock" });
  });

  it("accepts between two releases what either accepts", () => {
    const { clan, serviceRoles } = declarationsOf(releaseOn("2025-11-20"));
    expect(optionIn(serviceRoles["borgbackup"]?.["client"] ?? [], "startAt")).toBeDefined();
    const tags = "inventory.instances.<name>.roles.<name>.tags";
    expect(option("2025-07", tags, "clan")?.type.name).toBe("attrsOf");
    expect(optionIn(clan, tags)?.type.name).toBe("coercedTo");
    const later = declarationsOf(releaseOn("2026-01-01"));
    expect(optionIn(later.nixos, "clan.core.state.<name>.folders")).not.toHaveProperty("required");
  });

  it("knows a release by its name only", () => {
    expect(releaseNamed("2024-06")).toMatchObject({ evidence: "flag", date: "2024-06-30" });
    expect(releaseNamed("2024-6")).toBeUndefined();
    expect(newestRelease()).toMatchObject({ evidence: "newest", release: { release: "2026-08" } });
  });
});
