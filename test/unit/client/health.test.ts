import { describe, expect, it } from "vitest";
import { type Archive, readArchives } from "../../../client/clan/archives.ts";
import { type Listing, machineHealth, placeHealth, relativeTime } from "../../../client/views/health.ts";
import { scheduleLabel, scheduleRows } from "../../../client/views/schedule.ts";
import { archivesAt, clan, destination, HOUR, machine, NOW } from "../../support/overview.ts";

describe("the health of a place", () => {
  const health = (listing: Listing | undefined) => placeHealth("vault", listing, NOW, 36 * HOUR);
  const failed = (archives: readonly Archive[]) =>
    archives.map((archive, index) => (index === 0 ? { ...archive, isFailed: true } : archive));

  it.each([
    ["was never listed", undefined, "never listed"],
    ["has a new backup", { at: NOW, archives: archivesAt(3, 40) }, "fresh"],
    ["has an old one", { at: NOW, archives: archivesAt(37) }, "stale"],
    ["has none", { at: NOW, archives: [] }, "failed"],
    ["failed last time", { at: NOW, archives: failed(archivesAt(1, 25)) }, "failed"],
    ["could not be listed and never was", { at: NOW, archives: [], problem: "no route" }, "unknown"],
    ["could not be listed now", { at: NOW, archives: archivesAt(3), problem: "no route" }, "fresh"],
    ["has snapshots, which have no time", { at: NOW, archives: readArchives("vault::/mnt/snapshot.0") }, "undated"],
    ["was fresh when it was listed", { at: NOW - 30 * HOUR, archives: archivesAt(40) }, "not listed lately"],
    ["is from the future", { at: NOW, archives: archivesAt(-27) }, "odd clock"],
    ["is from another time zone", { at: NOW, archives: archivesAt(-13) }, "fresh"],
    ["is being made for the first time", { at: NOW, archives: failed(archivesAt(1)), atWork: ["vault"] }, "unknown"],
    ["is being made again", { at: NOW, archives: failed(archivesAt(1, 25)), atWork: ["vault"] }, "fresh"],
  ] as const)("%s", (_, listing, expected) => {
    expect(health(listing)).toBe(expected);
  });

  it("of a machine is that of its worst place", () => {
    const two = machine("web", { destinations: [destination("vault"), destination("other")] });
    const listing = { at: NOW, archives: archivesAt(1) };
    expect(machineHealth(two, () => listing, NOW, 36 * HOUR)).toBe("failed");
  });

  it("of a machine that saves nothing is told, where all of it is known", () => {
    const none = { destinations: [], targets: [] };
    expect(machineHealth(machine("web", none), () => undefined, NOW, HOUR)).toBe("nothing saved");
    expect(machineHealth(machine("web", { ...none, complete: false }), () => undefined, NOW, HOUR)).toBe("fresh");
  });
});

describe("times", () => {
  it.each([
    [-30_000, "just now"],
    [-5 * 60_000, "5 minutes ago"],
    [-3 * HOUR, "3 hours ago"],
    [-25 * HOUR, "1 day ago"],
    [2 * HOUR, "in 2 hours"],
    [-400 * 24 * HOUR, "1 year ago"],
  ])("%i milliseconds", (difference, expected) => {
    expect(relativeTime(NOW + difference, NOW)).toBe(expected);
  });
});

describe("the schedule", () => {
  const planned = NOW + 5 * HOUR;
  const clans = [clan([machine("web", { destinations: [destination("vault", planned)] }), machine("mail")])];
  const none = { clans, timersOf: () => undefined, borgOf: () => undefined, now: NOW, filter: "" };
  const timer = { unit: "borgbackup-job-vault.timer", activates: "x", next: NOW + HOUR, last: NOW - HOUR };
  const timersOf = (timers: readonly (typeof timer)[]) => (_: string, name: string) =>
    name === "mail" ? timers : undefined;

  it("is what the configuration says where the machine was not asked", () => {
    expect(scheduleRows(none)).toMatchObject([
      { machine: "web", next: planned, isAsked: false },
      { machine: "mail", next: undefined, isAsked: false },
    ]);
  });

  it("is what the machine says where it was, the next run first", () => {
    expect(scheduleRows({ ...none, timersOf: timersOf([timer]) })).toMatchObject([
      { machine: "mail", next: NOW + HOUR, last: NOW - HOUR, isAsked: true },
      { machine: "web" },
    ]);
  });

  it("has the timers that only the machine knows", () => {
    const own = { ...timer, unit: "localbackup.timer" };
    const rows = scheduleRows({ ...none, timersOf: timersOf([timer, own]) });
    expect(rows.map(({ machine: name, name: what }) => `${name} ${what}`)).toEqual([
      "mail vault",
      "mail localbackup",
      "web vault",
    ]);
  });

  it("knows the last run from the newest backup, and only the machines that are asked for", () => {
    const listing = { at: NOW, archives: archivesAt(3) };
    const rows = scheduleRows({ ...none, borgOf: () => listing, filter: "WE" });
    expect(rows).toMatchObject([{ machine: "web", last: NOW - 3 * HOUR }]);
    expect(rows.map((row) => scheduleLabel(row, NOW))).toMatchObject([
      {
        text: "web → vault",
        detail: "in 5 hours, last 3 hours ago",
        spoken: expect.stringContaining("as the configuration says"),
      },
    ]);
  });
});
