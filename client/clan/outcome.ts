/** Whether a backup that was started has been made: borg works on in the background when `clan backups create` has returned. */
import type { UnitState } from "./remote.ts";

/** How the job of one destination ended. */
export type Verdict =
  | { readonly kind: "made"; readonly unit: string }
  | { readonly kind: "failed"; readonly unit: string; readonly result: string; readonly log: readonly string[] }
  /** The machine has no such job: it was not updated since the destination was added. */
  | { readonly kind: "no job"; readonly unit: string }
  /** The machine could not be asked. */
  | { readonly kind: "not known"; readonly unit: string }
  | { readonly kind: "cancelled"; readonly unit: string };

export interface WatchOptions {
  /** The state of a unit, `undefined` where the machine does not answer. */
  readonly state: (unit: string) => Promise<UnitState | undefined>;
  readonly log: (unit: string) => Promise<readonly string[]>;
  /** Waits before the next look, `turn` counting from 0; resolves at once when `signal` is aborted. */
  readonly wait: (turn: number) => Promise<void>;
  readonly signal: AbortSignal;
  /** Told while a unit is still at work. */
  readonly onWork?: (unit: string) => void;
}

/** Questions without an answer after which the machine counts as gone. */
const MOST_SILENT = 3;

/** The unit of a destination (nixpkgs, services/backup/borgbackup.nix). */
export function borgUnit(destination: string): string {
  return `borgbackup-job-${destination}.service`;
}

/** Watches the units until all have ended; a verdict for each. */
export function watchUnits(units: readonly string[], options: WatchOptions): Promise<readonly Verdict[]> {
  return Promise.all(units.map((unit) => watchUnit(unit, options)));
}

async function watchUnit(unit: string, { state, log, wait, signal, onWork }: WatchOptions): Promise<Verdict> {
  let silent = 0;
  for (let turn = 0; ; turn++) {
    if (signal.aborted) return { kind: "cancelled", unit };
    const found = await state(unit);
    if (signal.aborted) return { kind: "cancelled", unit };
    if (found === undefined) silent++;
    else {
      silent = 0;
      const verdict = await verdictOn(unit, found, log);
      if (verdict !== undefined) return verdict;
      onWork?.(unit);
    }
    if (silent >= MOST_SILENT) return { kind: "not known", unit };
    await wait(turn);
  }
}

/** `undefined` while the unit is at work. */
async function verdictOn(
  unit: string,
  { active, result, isThere }: UnitState,
  log: WatchOptions["log"],
): Promise<Verdict | undefined> {
  if (!isThere) return { kind: "no job", unit };
  if (active !== "failed" && active !== "inactive") return undefined;
  const isGood = active === "inactive" && (result === "success" || result === "");
  return isGood ? { kind: "made", unit } : { kind: "failed", unit, result, log: await log(unit) };
}

/** Milliseconds before the next look: often at first, then every ten seconds. */
export function pause(turn: number): number {
  return Math.min(10_000, 500 * 1.5 ** turn);
}

/** What systemd and the scripts around borg say in a log besides the cause. */
const AROUND =
  /^(?:(?:Starting|Started|Stopping|Stopped|Finished|Failed to start) |\S+\.(?:service|timer): |See "systemctl|\s*$|Remote: Warning: |-{3,}$|(?:Archive name|Archive fingerprint|Time \(|Duration|Number of files|Utilization|Repository:))/;

/** The line of a unit's log that says why it failed; `undefined` where none does. */
export function causeIn(log: readonly string[]): string | undefined {
  const lines = log.map((line) => line.trim()).filter((line) => line !== "");
  return lines.findLast((line) => !AROUND.test(line)) ?? lines.at(-1);
}
