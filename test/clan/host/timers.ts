import { nextElapse } from "../../../server/clan/calendar/nextElapse.ts";
import { parseCalendar } from "../../../server/clan/calendar/parse.ts";
import type { Destination } from "../world/facts.ts";
import type { Host } from "./context.ts";
import { fits } from "./flags.ts";
import { readUnit, serviceOf, timerOf } from "./units.ts";

interface Timer {
  /** Microseconds since 1970, as systemctl's JSON has them; `null` for "never again". */
  readonly next: number | null;
  readonly left: number | null;
  /** 0: never. */
  readonly last: number;
  readonly passed: number;
  readonly unit: string;
  readonly activates: string;
}

/** The fields and units of `systemctl list-timers --output=json` of systemd 252, where `left` repeats `next`, `passed` `last`. */
function timerEntry(host: Host, destination: Destination): Timer {
  const parsed = parseCalendar(destination.schedule);
  const elapse = parsed.ok ? nextElapse(parsed.calendar, Date.now()) : undefined;
  const next = elapse === undefined ? null : Math.round(elapse * 1000);
  const last = readUnit(host, serviceOf(destination)).startedAt * 1000;
  return { next, left: next, last, passed: last, unit: timerOf(destination), activates: serviceOf(destination) };
}

/** `systemctl list-timers [PATTERN…]`: JSON, or a plain table for any other output. Returns the exit code. */
export function listTimers(host: Host, patterns: readonly string[], output: string): number {
  const timers = host.machine.destinations
    .map((destination) => timerEntry(host, destination))
    .filter(({ unit }) => patterns.length === 0 || patterns.some((pattern) => fits(pattern, unit)));
  if (output.startsWith("json")) {
    process.stdout.write(`${JSON.stringify(timers)}\n`);
  } else {
    const lines = timers.map(({ unit, activates }) => `${unit} ${activates}\n`);
    process.stdout.write(`${lines.join("")}\n${timers.length} timers listed.\n`);
  }
  return 0;
}
