import { describe, expect, it } from "vitest";
import { readArchives } from "../../../client/clan/archives.ts";
import type { Run } from "../../../client/clan/process.ts";
import { updateOrder } from "../../../client/commands/terminal.ts";
import { contextOf } from "../../../client/contextKeys.ts";
import type { Overview } from "../../../server/protocol.ts";
import { clan, destination, machine } from "../../support/overview.ts";
import { messages, openPlayed, printed, SOME_PROGRAM } from "../../support/playedPrograms.ts";
import { playWindow } from "../../support/playedWindow.ts";

const target = { name: "hdd", directory: "/mnt/hdd", mountpoint: null, disk: null };

describe("a refresh of many machines", () => {
  const names = Array.from({ length: 100 }, (_, index) => `m${index}`);
  const fleet: Overview = { clans: [clan(names.map((name) => machine(name)))] };
  const archive = (name: string | undefined) => `vault::r::${name}-vault-2026-11-23T01:00:00\n`;
  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

  it("asks a few at a time, and all of them", async () => {
    const asked = { now: 0, most: 0 };
    const window = await openPlayed(fleet, async ([, , name]) => {
      asked.most = Math.max(asked.most, ++asked.now);
      await nextTurn();
      asked.now--;
      return printed(archive(name));
    });
    await window.run("refresh");
    expect(asked.most).toBe(4);
    expect(names.filter((name) => window.archives(name, "borgbackup").length !== 1)).toEqual([]);
    expect(messages(window)).toEqual([]);
  });

  it("tells of all that fail at once", async () => {
    const window = await openPlayed(fleet, ([, , name = ""]) =>
      name.endsWith("7") ? printed("", 1, "ssh: connect to host x port 22: No route to host") : printed(archive(name)),
    );
    await window.run("refresh");
    expect(messages(window)).toEqual([
      "The backups of m7, m17, m27 and 7 more were not listed (10 of 100 machines). Why stands in the tree.",
    ]);
    expect(window.parts.state.listingOf("/fleet", "m7", "borgbackup")?.problem).toMatch(/^m7 cannot be reached/);
  });

  it("ends when that is wanted", async () => {
    const asked: string[] = [];
    const window = await openPlayed(fleet, async ([, , name = ""]) => {
      asked.push(name);
      await nextTurn();
      return printed(archive(name));
    });
    window.ui.behaviour = { onStep: (step, cancel) => step === "m9" && cancel() };
    await window.run("refresh");
    expect(asked.length).toBeLessThan(15);
    expect(messages(window)).toEqual([]);
  });

  it("tells once that there is no clan", async () => {
    const window = await openPlayed(fleet, () => printed(""), { settings: { clanPath: "/nonexistent" } });
    await window.run("refresh");
    await window.run("refresh");
    expect(new Set(window.ui.problems.map(({ cause }) => cause)).size).toBe(1);
  });
});

describe("additions", () => {
  const changes = { changes: {} };
  const addition = { ok: true, edit: changes } as const;
  const lsblk = JSON.stringify({
    blockdevices: [
      { path: "/dev/sda1", uuid: "root", fstype: "ext4", label: "nixos", hotplug: false, mountpoint: "/" },
      { path: "/dev/sdb1", uuid: "u-1", fstype: "ext4", label: "My Backup!", hotplug: true, mountpoint: null },
    ],
  });

  it("of a disk write its file system and a target, named after its label", async () => {
    const window = await openPlayed(
      { clans: [clan([machine("web")])] },
      (words) => printed(words.at(-1)?.includes("lsblk") === true ? lsblk : ""),
      { addition },
    );
    const shown: string[] = [];
    window.ui.behaviour = {
      choose: (_, items) => {
        shown.push(...items.map(({ label }) => label));
        return items[0]?.label;
      },
      answer: ({ value }) => value,
    };
    await window.run("chooseDisk", window.lens("web"));
    expect(shown).toEqual(["web", "This computer", "My Backup!", "nixos"]);
    const params = {
      kind: "disk",
      clan: "/fleet",
      machine: "web",
      name: "My-Backup",
      mountpoint: "/mnt/My-Backup",
      uuid: "u-1",
      fsType: "ext4",
    };
    expect(window.requests).toEqual([params]);
    expect(window.ui.applied).toEqual([changes]);
  });

  it("of a destination write both sides, under a name that is free", async () => {
    const fleet = [machine("web"), machine("vault", { destinations: [] })];
    const window = await openPlayed({ clans: [clan(fleet)] }, () => printed(""), { addition });
    window.ui.behaviour = {
      choose: () => "vault",
      answer: ({ value, check }) => (check?.(value ?? "") === undefined ? value : `${value}-2`),
    };
    await window.run("addDestination", window.lens("web"));
    expect(window.requests).toEqual([
      { kind: "destination", clan: "/fleet", machine: "web", name: "vault-2", server: "vault", repo: undefined },
    ]);
    expect(window.ui.told.at(-1)).toContain("update vault and then web");
  });
});

it("a repository that is not there is no backup yet, or is gone where there was one", async () => {
  const gone = printed("", 1, "/var/lib/borgbackup/web is not a valid repository. Check repo config.");
  const lists = [gone, printed("vault::r::web-vault-2026-11-23T01:00:00\n"), gone];
  const window = await openPlayed({ clans: [clan([machine("web")])] }, () => lists.shift() ?? gone);
  const listing = () => window.parts.state.listingOf("/fleet", "web", "borgbackup");
  await window.run("listBackups", window.lens("web"));
  expect([listing()?.archives, listing()?.problem, messages(window)]).toEqual([[], undefined, []]);
  await window.run("listBackups", window.lens("web"));
  await window.run("listBackups", window.lens("web"));
  expect(listing()?.archives).toHaveLength(1);
  expect(messages(window)).toEqual([
    expect.stringContaining("has no repository for web. If there was a backup before"),
  ]);
});

it("an update takes the servers first, each once", () => {
  const to = (server: string) => ({
    ...destination(server),
    server: { kind: "machine", machine: server, repository: "web", key: "accepted" } as const,
  });
  const web = machine("web", { destinations: [to("vault"), to("attic"), to("vault"), to("web")] });
  const of = { clan: clan([web]), machine: web };
  expect(updateOrder(undefined, of)).toEqual(["vault", "attic", "web"]);
  const place = { kind: "place", ...of, provider: "borgbackup", name: "attic", detail: "" } as const;
  expect(updateOrder(place, of)).toEqual(["attic", "web"]);
});

it("an update stops at the first machine that fails, and says what is left", async () => {
  const window = await openPlayed({ clans: [clan([machine("web"), machine("vault")])] }, () => printed(""));
  window.ui.behaviour = { onTerminal: () => 1 };
  await window.run("updateMachines", window.lens("web"));
  expect(messages(window)).toEqual(["vault was not updated: the terminal shows why. web was not tried."]);
});

it("where nothing is known of a place, that is told", async () => {
  const window = await openPlayed({ clans: [clan([machine("web")])] }, () => printed(""), { place: null });
  await window.run("openDefinition", window.lens("web"));
  expect(window.requests).toEqual([{ clan: "/fleet", machine: "web", kind: "machine", name: "web" }]);
  expect(window.ui.told).toEqual(["Where web is written could not be found."]);
});

it("each step of getting started checks itself off", async () => {
  const nothing = machine("web", { states: [], destinations: [], targets: [], key: "unknown" });
  const keys = async (found: ReturnType<typeof machine>, archives = "") => {
    const { parts } = await openPlayed({ clans: [clan([found])] }, () => printed(""));
    if (archives !== "")
      parts.state.keepListing("/fleet", "web", "borgbackup", { at: 0, archives: readArchives(archives) });
    return Object.entries(contextOf(parts.state)).flatMap(([key, value]) => (value ? [key] : []));
  };
  const start = ["isLoaded", "hasMachines"];
  expect(await keys(nothing)).toEqual(start);
  const saving = { ...nothing, states: [{ name: "mail", folders: ["/var/mail"] }] };
  expect(await keys(saving)).toEqual([...start, "hasState"]);
  expect(await keys({ ...saving, targets: [target] })).toEqual([...start, "hasClients", "hasState", "hasTarget"]);
  const sending = { ...saving, destinations: [destination("vault")] };
  expect(await keys({ ...sending, key: "missing" })).toEqual([...start, "hasClients", "hasState", "hasDestination"]);
  expect(await keys({ ...sending, key: "present" })).toEqual([
    ...start,
    "hasClients",
    "hasState",
    "hasDestination",
    "hasKey",
  ]);
  const failed = "vault::r::web-vault-2026-11-23T01:00:00.failed";
  expect(await keys(sending, failed)).not.toContain("hasArchive");
  expect(await keys(sending, failed.replace(".failed", ""))).toEqual([
    ...start,
    "hasClients",
    "hasState",
    "hasDestination",
    "hasUpdated",
    "hasArchive",
  ]);
});

it("the log has the beginning of what a program prints, without its secrets", async () => {
  const run: Run = async (_, __, { onLine }) => {
    onLine?.("ssh://borg:hunter2@vault", "stderr");
    for (let line = 0; line < 100_000; line++) onLine?.("x", "stdout");
    return printed("");
  };
  const window = await playWindow({
    overview: { clans: [clan([machine("web")])] },
    run,
    settings: { clanPath: SOME_PROGRAM },
  });
  await window.run("listBackups", window.lens("web"));
  expect(window.log.length).toBeLessThan(5_100);
  expect(window.log.join("\n")).not.toContain("hunter2");
});
