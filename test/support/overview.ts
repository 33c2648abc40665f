/** Clans, machines and lists for tests of what the sidebar makes of them. */
import { type Archive, readArchives } from "../../client/clan/archives.ts";
import type { Listing } from "../../client/views/health.ts";
import type { TreeState } from "../../client/views/nodes.ts";
import type { OverviewClan, OverviewDestination, OverviewMachine } from "../../server/protocol.ts";

export const NOW = new Date("2026-11-23T10:00:00").getTime();
export const HOUR = 3_600_000;

export function destination(name: string, nextRun: number | null = null): OverviewDestination {
  const server = { kind: "machine", machine: "vault", repository: "web", key: "accepted" } as const;
  return { name, repo: "borg@vault:.", location: null, schedule: "*-*-* 01:00:00", server, nextRun };
}

export function machine(name: string, more: Partial<OverviewMachine> = {}): OverviewMachine {
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

export function clan(machines: readonly OverviewMachine[], root = "/fleet"): OverviewClan {
  return { root, release: "2026-08", keys: "vars", machines };
}

/** A time as it stands in the name of an archive. */
export function stampOf(time: number): string {
  const date = new Date(time);
  const pad = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

export const archivesAt = (...hoursAgo: readonly number[]): readonly Archive[] =>
  readArchives(hoursAgo.map((hours) => `vault::borg@vault:.::web-vault-${stampOf(NOW - hours * HOUR)}`).join("\n"));

export function treeOf(
  clans: readonly OverviewClan[],
  listings: Readonly<Record<string, Listing>> = {},
  more: Partial<TreeState> = {},
): TreeState {
  return {
    clans,
    listingOf: (_, name, provider) => listings[`${name} ${provider}`],
    jobOn: () => undefined,
    isAsking: () => false,
    missing: () => undefined,
    isTrusted: true,
    now: NOW,
    staleAfter: 36 * HOUR,
    filter: "",
    onlyIll: false,
    ...more,
  };
}
