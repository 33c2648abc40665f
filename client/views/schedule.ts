/** The rows of the schedule. No word of VS Code. */
import type { OverviewClan, OverviewMachine } from "../../server/protocol.ts";
import type { Timer } from "../clan/timers.ts";
import { plain } from "../plainText.ts";
import { archivesAt, type Listing, relativeTime } from "./health.ts";

export interface ScheduleRow {
  readonly clan: string;
  readonly machine: string;
  /** The destination, or the timer of something else. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly next: number | undefined;
  readonly last: number | undefined;
  /** The machine itself has said so. */
  readonly isAsked: boolean;
}

interface ScheduleState {
  readonly clans: readonly OverviewClan[];
  /** What a machine has said. */
  readonly timersOf: (clan: string, machine: string) => readonly Timer[] | undefined;
  /** Its list of borg's archives. */
  readonly borgOf: (clan: string, machine: string) => Listing | undefined;
  readonly now: number;
  /** Part of a machine's name, or empty. */
  readonly filter: string;
}

/** A row for each destination of each machine and for each other timer of backups that the machine has, the next run first. */
export function scheduleRows(state: ScheduleState): readonly ScheduleRow[] {
  const wanted = state.filter.toLowerCase();
  const rows = state.clans.flatMap((clan) =>
    clan.machines
      .filter(({ name }) => name.toLowerCase().includes(wanted))
      .flatMap((machine) => [...destinationRows(clan, machine, state), ...otherRows(clan, machine, state)]),
  );
  return rows.sort((a, b) => (a.next ?? Number.POSITIVE_INFINITY) - (b.next ?? Number.POSITIVE_INFINITY));
}

const timerOf = (destination: string) => `borgbackup-job-${destination}.timer`;

function destinationRows(clan: OverviewClan, machine: OverviewMachine, state: ScheduleState): readonly ScheduleRow[] {
  const timers = state.timersOf(clan.root, machine.name);
  const listing = state.borgOf(clan.root, machine.name);
  return machine.destinations.map(({ name, nextRun }): ScheduleRow => {
    const timer = timers?.find(({ unit }) => unit === timerOf(name));
    const planned = nextRun === null || nextRun < state.now ? undefined : nextRun;
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
}

/** Snapshots on a disk and jobs that are not Clan's have timers that only their machine knows. */
function otherRows(clan: OverviewClan, machine: OverviewMachine, { timersOf }: ScheduleState): readonly ScheduleRow[] {
  const own = new Set(machine.destinations.map(({ name }) => timerOf(name)));
  return (timersOf(clan.root, machine.name) ?? [])
    .filter(({ unit }) => !own.has(unit))
    .map(({ unit, next, last }) => ({
      clan: clan.root,
      machine: machine.name,
      name: unit.replace(/\.timer$/, ""),
      next,
      last,
      isAsked: true,
    }));
}

/** What a row says: its own text, what stands beside it, and all of it in words. */
export function scheduleLabel(row: ScheduleRow, now: number) {
  const next = row.next === undefined ? "no next run" : relativeTime(row.next, now);
  const last = row.last === undefined ? "" : `, last ${relativeTime(row.last, now)}`;
  const exact = row.next === undefined ? "" : `, ${new Date(row.next).toLocaleString()}`;
  const source = row.isAsked ? "as the machine says" : "as the configuration says";
  return {
    text: plain(`${row.machine} → ${row.name}`),
    detail: `${next}${last}`,
    spoken: plain(`${row.machine} to ${row.name}: ${next}${exact}${last}, ${source}`),
  };
}
