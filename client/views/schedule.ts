/** The rows of the schedule. No word of VS Code. */
import type { OverviewClan } from "../../server/protocol.ts";
import type { Timer } from "../clan/timers.ts";
import { archivesAt, type Listing, relativeTime } from "./health.ts";

export interface ScheduleRow {
  readonly clan: string;
  readonly machine: string;
  /** The destination. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly next: number | undefined;
  readonly last: number | undefined;
  /** The machine itself has said so. */
  readonly isAsked: boolean;
}

/** A row for each destination of each machine, the next run first. `timersOf` gives what a machine has said, `borgOf` its list of archives. */
export function scheduleRows(
  clans: readonly OverviewClan[],
  timersOf: (clan: string, machine: string) => readonly Timer[] | undefined,
  borgOf: (clan: string, machine: string) => Listing | undefined,
  now: number,
): readonly ScheduleRow[] {
  const rows = clans.flatMap((clan) =>
    clan.machines.flatMap((machine) => {
      const timers = timersOf(clan.root, machine.name);
      const listing = borgOf(clan.root, machine.name);
      return machine.destinations.map(({ name, nextRun }): ScheduleRow => {
        const timer = timers?.find(({ unit }) => unit === `borgbackup-job-${name}.timer`);
        const planned = nextRun === null || nextRun < now ? undefined : nextRun;
        const newest = listing === undefined ? undefined : archivesAt(name, listing)[0]?.time;
        return {
          clan: clan.root,
          machine: machine.name,
          name,
          // A timer that never runs again says nothing of a next run.
          next: timer === undefined ? planned : timer.next,
          last: timer?.last ?? newest,
          isAsked: timer !== undefined,
        };
      });
    }),
  );
  return rows.sort((a, b) => (a.next ?? Number.POSITIVE_INFINITY) - (b.next ?? Number.POSITIVE_INFINITY));
}

/** What a row says: its own text, what stands beside it, and all of it in words. */
export function scheduleLabel(row: ScheduleRow, now: number) {
  const next = row.next === undefined ? "no next run" : relativeTime(row.next, now);
  const last = row.last === undefined ? "" : `, last ${relativeTime(row.last, now)}`;
  const exact = row.next === undefined ? "" : `, ${new Date(row.next).toLocaleString()}`;
  const source = row.isAsked ? "as the machine says" : "as the configuration says";
  return {
    text: `${row.machine} → ${row.name}`,
    detail: `${next}${last}`,
    spoken: `${row.machine} to ${row.name}: ${next}${exact}${last}, ${source}`,
  };
}
