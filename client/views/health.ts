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
}

export type Provider = "borgbackup" | "localbackup";

/** From well to ill. */
export const HEALTHS = ["fresh", "unknown", "never listed", "stale", "failed", "nothing saved"] as const;
export type Health = (typeof HEALTHS)[number];

/** The providers that a machine has. */
export function providersOf({ destinations, targets }: OverviewMachine): readonly Provider[] {
  return [
    ...(destinations.length > 0 ? (["borgbackup"] as const) : []),
    ...(targets.length > 0 ? (["localbackup"] as const) : []),
  ];
}

/**
 * The health of one destination or target. Archives of rsnapshot have no time of their own: the newest counts as fresh for as long as it
 * is known. `staleAfter` is in milliseconds.
 */
export function placeHealth(place: string, listing: Listing | undefined, now: number, staleAfter: number): Health {
  if (listing === undefined) return "never listed";
  if (listing.problem !== undefined && listing.archives.length === 0) return "unknown";
  const own = listing.archives.filter((archive) => archive.place === place);
  const [newest] = own;
  if (newest === undefined) return "failed";
  const good = own.find(({ isFailed }) => !isFailed);
  if (good === undefined || newest.isFailed) return "failed";
  if (good.time === undefined) return "fresh";
  return now - good.time > staleAfter ? "stale" : "fresh";
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

/** `3 hours ago`, `in 2 days`; the largest unit that has come round. */
export function relativeTime(time: number, now: number): string {
  const seconds = Math.round((time - now) / 1000);
  const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
    ["year", 31_536_000],
    ["month", 2_592_000],
    ["week", 604_800],
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  if (unit === "second") return seconds > 0 ? "in a moment" : "just now";
  return new Intl.RelativeTimeFormat("en").format(Math.trunc(seconds / size), unit);
}
