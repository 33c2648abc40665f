/** How well a machine is backed up, told from the archives that are known of it. No word of VS Code. */
import type { OverviewMachine } from "../../server/protocol.ts";
import type { Archive } from "../clan/archives.ts";

/** What was learnt when a provider of a machine was asked for its archives. */
export interface Listing {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  readonly archives: readonly Archive[];
  /** Why they could not be listed; then the archives are those of an earlier time. */
  readonly problem?: string | undefined;
  /** Destinations whose newest archive was being made when it was listed. */
  readonly atWork?: readonly string[] | undefined;
}

export type Provider = "borgbackup" | "localbackup";

/** From well to ill. */
export const HEALTHS = [
  "fresh",
  "undated",
  "unknown",
  "not listed lately",
  "never listed",
  "odd clock",
  "stale",
  "failed",
  "nothing saved",
] as const;
export type Health = (typeof HEALTHS)[number];

/** The providers that a machine has. */
export function providersOf({ destinations, targets }: OverviewMachine): readonly Provider[] {
  return [
    ...(destinations.length > 0 ? (["borgbackup"] as const) : []),
    ...(targets.length > 0 ? (["localbackup"] as const) : []),
  ];
}

/** Milliseconds that the clock of a machine can be ahead only because of its time zone: names of archives have its own time. */
const WIDEST_ZONES = 26 * 3_600_000;

/** The archives of one place, without one that is being made: it has the name of one that failed until it is done. */
export function archivesAt(place: string, { archives, atWork }: Listing): readonly Archive[] {
  const own = archives.filter((archive) => archive.place === place);
  return atWork?.includes(place) === true && own[0]?.isFailed === true ? own.slice(1) : own;
}

/**
 * The health of one destination or target. A backup from the future says nothing of how old it is; one without a time says nothing either.
 * A backup counts as old only if it was so when it was listed. `staleAfter` is in milliseconds.
 */
export function placeHealth(place: string, listing: Listing | undefined, now: number, staleAfter: number): Health {
  if (listing === undefined) return "never listed";
  if (listing.problem !== undefined && listing.archives.length === 0) return "unknown";
  const own = archivesAt(place, listing);
  const [newest] = own;
  const good = own.find(({ isFailed }) => !isFailed);
  if (good === undefined && listing.atWork?.includes(place) === true) return "unknown";
  if (newest === undefined || good === undefined || newest.isFailed) return "failed";
  if (good.time === undefined) return "undated";
  if (good.time - now > WIDEST_ZONES) return "odd clock";
  if (now - good.time <= staleAfter) return "fresh";
  // There may be newer ones by now.
  return listing.at - good.time <= staleAfter ? "not listed lately" : "stale";
}

/** The health of a machine: that of its worst place. */
export function machineHealth(
  machine: OverviewMachine,
  listingOf: (provider: Provider) => Listing | undefined,
  now: number,
  staleAfter: number,
): Health {
  const places = [
    ...machine.destinations.map(({ name }) => placeHealth(name, listingOf("borgbackup"), now, staleAfter)),
    ...machine.targets.map(({ name }) => placeHealth(name, listingOf("localbackup"), now, staleAfter)),
  ];
  if (places.length > 0) return worst(places);
  const isServer = machine.repositories.length > 0;
  return machine.complete && !isServer && machine.states.length > 0 ? "nothing saved" : "fresh";
}

/** The worst of `healths`; `fresh` without any. */
export function worst(healths: readonly Health[]): Health {
  return healths.reduce<Health>((a, b) => (HEALTHS.indexOf(b) > HEALTHS.indexOf(a) ? b : a), "fresh");
}

/** Whether something should be done about it. */
export function isIll(health: Health): boolean {
  return health === "stale" || health === "failed" || health === "nothing saved" || health === "odd clock";
}

const RELATIVE_UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const RELATIVE = new Intl.RelativeTimeFormat("en");

/** `3 hours ago`, `in 2 days`; the largest unit that has come round. */
export function relativeTime(time: number, now: number): string {
  const seconds = Math.round((time - now) / 1000);
  const found = RELATIVE_UNITS.find(([, size]) => Math.abs(seconds) >= size);
  if (found === undefined) return seconds > 0 ? "in a moment" : "just now";
  const [unit, size] = found;
  return RELATIVE.format(Math.trunc(seconds / size), unit);
}
