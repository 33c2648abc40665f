/** Whether a backup that was started has been made: borg works on in the background when `clan backups create` has returned. */
import type { UnitState } from "./remote.ts";

export type Verdict =
  | { readonly kind: "made" }
  | { readonly kind: "failed"; readonly unit: string; readonly result: string; readonly log: readonly string[] }
  /** The machine could not be asked. */
  | { readonly kind: "not known"; readonly unit: string }
  | { readonly kind: "cancelled" };

export interface WatchOptions {
  /** The state of a unit, `undefined` where the machine does not answer. */
  readonly state: (unit: string) => Promise<UnitState | undefined>;
  readonly log: (unit: string) => Promise<readonly string[]>;
  /** Waits before the next look, `turn` counting from 0; rejects or resolves at once when `signal` is aborted. */
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

/** Watches the units until all have ended; the first that failed decides. */
export async function watchUnits(units: readonly string[], options: WatchOptions): Promise<Verdict> {
  for (const unit of units) {
    const verdict = await watchUnit(unit, options);
    if (verdict.kind !== "made") return verdict;
  }
  return { kind: "made" };
}

async function watchUnit(unit: string, { state, log, wait, signal, onWork }: WatchOptions): Promise<Verdict> {
  let silent = 0;
  for (let turn = 0; ; turn++) {
    if (signal.aborted) return { kind: "cancelled" };
    const found = await state(unit);
    if (signal.aborted) return { kind: "cancelled" };
    if (found === undefined) silent++;
    else {
      silent = 0;
      if (found.active === "failed") return { kind: "failed", unit, result: found.result, log: await log(unit) };
      if (found.active === "inactive") {
        const isGood = found.result === "success" || found.result === "";
        return isGood ? { kind: "made" } : { kind: "failed", unit, result: found.result, log: await log(unit) };
      }
      onWork?.(unit);
    }
    if (silent >= MOST_SILENT) return { kind: "not known", unit };
    await wait(turn);
  }
}

/** Milliseconds before the next look: often at first, then every ten seconds. */
export function pause(turn: number): number {
  return Math.min(10_000, 500 * 1.5 ** turn);
}
