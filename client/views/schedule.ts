/** The rows of the schedule. No word of VS Code. */
import type { OverviewClan } from "../../server/protocol.ts";
import type { Timer } from "../clan/remote.ts";

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

/** A row for each destination of each machine, the next run first. `timersOf` gives what a machine has said. */
export function scheduleRows(
  clans: readonly OverviewClan[],
  timersOf: (clan: string, machine: string) => readonly Timer[] | undefined,
  now: number,
): readonly ScheduleRow[] {
  const rows = clans.flatMap((clan) =>
    clan.machines.flatMap((machine) => {
      const timers = timersOf(clan.root, machine.name);
      return machine.destinations.map(({ name, nextRun }): ScheduleRow => {
        const timer = timers?.find(({ unit }) => unit === `borgbackup-job-${name}.timer`);
        const planned = nextRun === null || nextRun < now ? undefined : nextRun;
        return {
          clan: clan.root,
          machine: machine.name,
          name,
          next: timer?.next ?? planned,
          last: timer?.last,
          isAsked: timer !== undefined,
        };
      });
    }),
  );
  return rows.sort((a, b) => (a.next ?? Number.POSITIVE_INFINITY) - (b.next ?? Number.POSITIVE_INFINITY));
}
