import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Archive, readArchives } from "../../../client/clan/archives.ts";
import { type Listing, machineHealth, type Provider, placeHealth, relativeTime } from "../../../client/views/health.ts";
import {
  childNodes,
  labelOf,
  type Node,
  nodeId,
  summaryOf,
  type TreeState,
  topNodes,
} from "../../../client/views/nodes.ts";
import { scheduleRows } from "../../../client/views/schedule.ts";
import type { OverviewClan, OverviewDestination, OverviewMachine } from "../../../server/protocol.ts";

const NOW = new Date("2026-11-23T10:00:00").getTime();
const HOUR = 3_600_000;

function destination(name: string, nextRun: number | null = null): OverviewDestination {
  const server = { kind: "machine", machine: "vault", repository: "web", key: "accepted" } as const;
  return { name, repo: "borg@vault:.", location: null, schedule: "*-*-* 01:00:00", server, nextRun };
}

function machine(name: string, more: Partial<OverviewMachine> = {}): OverviewMachine {
  const states = [{ name: "mail", folders: ["/var/mail"] }];
  return {
    name,
    targetHost: `root@${name}`,
    complete: true,
    states,
    targets: [],
    destinations: [destination("vault")],
    repositories: [],
    key: "present",
    ...more,
  };
}

function clan(machines: readonly OverviewMachine[], root = "/fleet"): OverviewClan {
  return { root, release: "2026-08", keys: "vars", machines };
}

const archivesAt = (...hoursAgo: readonly number[]): readonly Archive[] => {
  const stamp = (hours: number) => {
    const date = new Date(NOW - hours * HOUR);
    const pad = (value: number) => String(value).padStart(2, "0");
    return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  };
  return readArchives(hoursAgo.map((hours) => `vault::borg@vault:.::web-vault-${stamp(hours)}`).join("\n"));
};

function treeOf(
  clans: readonly OverviewClan[],
  listings: Readonly<Record<string, Listing>> = {},
  more: Partial<TreeState> = {},
): TreeState {
  return {
    clans,
    listingOf: (_, name, provider) => listings[`${name} ${provider}`],
    jobOn: () => undefined,
    now: NOW,
    staleAfter: 36 * HOUR,
    filter: "",
    onlyIll: false,
    ...more,
  };
}

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
    ["has snapshots, which have no time", { at: NOW, archives: readArchives("vault::/mnt/snapshot.0") }, "fresh"],
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

describe("the tree", () => {
  const web = machine("web", {
    key: "missing",
    targets: [{ name: "hdd", directory: "/mnt/hdd/s", mountpoint: "/mnt/hdd", disk: null }],
  });
  const state = treeOf([clan([web, machine("mail")])], {
    "web borgbackup": { at: NOW - HOUR, archives: archivesAt(3, 27) },
    "mail borgbackup": { at: NOW, archives: [] },
  });
  const texts = (nodes: readonly Node[]) =>
    nodes.map((node) => labelOf(node, state)).map(({ text, detail }) => `${text} · ${detail}`);

  it("begins with the machines of the only clan, or with the clans", () => {
    expect(texts(topNodes(state))).toEqual(["web · not listed yet", "mail · backup failed or missing"]);
    const two = treeOf([clan([web]), clan([web], "/other")]);
    expect(topNodes(two).map(({ kind }) => kind)).toEqual(["clan", "clan"]);
  });

  it("has below a machine what it misses, where it saves to, and what", () => {
    const [node] = topNodes(state);
    expect(node && texts(childNodes(node, state))).toEqual([
      "Key · not generated yet",
      "vault · 3 hours ago · on vault",
      "hdd · not listed yet · /mnt/hdd/s",
      "mail · /var/mail",
    ]);
  });

  it("has below a place its archives, newest first, and when they were listed", () => {
    const place = topNodes(state)
      .flatMap((node) => childNodes(node, state))
      .find(({ kind }) => kind === "place");
    const nodes = place === undefined ? [] : childNodes(place, state);
    expect(nodes.map((node) => labelOf(node, state).text)).toEqual(
      ["3 hours ago", "yesterday", "Listed 1 hour ago"].map((text) => (text === "yesterday" ? "1 day ago" : text)),
    );
  });

  it("shows only what is wanted", () => {
    expect(topNodes({ ...state, filter: "MAI" })).toHaveLength(1);
    expect(texts(topNodes({ ...state, onlyIll: true }))).toEqual(["mail · backup failed or missing"]);
    expect(summaryOf(state)).toEqual({ health: "failed", ill: 1 });
  });

  it("says in words what icons and colours say", () => {
    const spoken = topNodes(state).map((node) => labelOf(node, state).spoken);
    expect(spoken).toEqual(["web, not listed yet", "mail, backup failed or missing"]);
  });

  it("shows what runs", () => {
    const job = {
      id: 1,
      clan: "/fleet",
      machine: "web",
      action: "create",
      what: "borgbackup",
      controller: new AbortController(),
    } as const;
    const running = { ...state, jobOn: (_: string, name: string) => (name === "web" ? job : undefined) };
    const [node] = topNodes(running);
    expect(node && labelOf(node, running)).toMatchObject({ detail: "backing up borgbackup", icon: "sync~spin" });
  });
});

it("nodes have names of their own, whatever the things are called", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 4 });
  const made = fc.uniqueArray(name, { maxLength: 4 }).map((names) => names.map((one) => machine(one)));
  fc.assert(
    fc.property(made, fc.array(name, { maxLength: 4 }), (machines, archives) => {
      const listing: Listing = {
        at: NOW,
        archives: readArchives(archives.map((one) => `vault::r::${one}`).join("\n")),
      };
      const state: TreeState = {
        ...treeOf([clan(machines)]),
        listingOf: (_clan: string, _machine: string, _provider: Provider) => listing,
      };
      const all = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => [node, ...all(childNodes(node, state))]);
      const ids = all(topNodes(state)).map(nodeId);
      const distinctArchives = new Set(listing.archives.map(({ name: one }) => one)).size === listing.archives.length;
      if (distinctArchives) expect(new Set(ids).size).toBe(ids.length);
    }),
  );
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

  it("is what the configuration says where the machine was not asked", () => {
    expect(scheduleRows(clans, () => undefined, NOW)).toMatchObject([
      { machine: "web", next: planned, isAsked: false },
      { machine: "mail", next: undefined, isAsked: false },
    ]);
  });

  it("is what the machine says where it was, the next run first", () => {
    const timer = { unit: "borgbackup-job-vault.timer", activates: "x", next: NOW + HOUR, last: NOW - HOUR };
    const rows = scheduleRows(clans, (_, name) => (name === "mail" ? [timer] : undefined), NOW);
    expect(rows).toMatchObject([
      { machine: "mail", next: NOW + HOUR, last: NOW - HOUR, isAsked: true },
      { machine: "web" },
    ]);
  });
});
