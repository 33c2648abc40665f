import { type Calendar, type Chain, LIMITS, SECOND } from "./model.ts";
import { type Clock, clockOf, secondsOf, type WallTime } from "./wallTime.ts";
import { intlZone } from "./zone.ts";

/**
 * Returns when the timer elapses next after `from`; `undefined`: never. Times are milliseconds since 1970 UTC, not negative, with decimals
 * down to the microsecond. `localZone` is the zone of the machine, for an expression that names none: one that Intl knows.
 */
export function nextElapse(calendar: Calendar, from: number, localZone = "UTC"): number | undefined {
  const clock = clockOf(calendar.zone === undefined ? localZone : intlZone(calendar.zone, localZone));
  const first = Math.round(from * 1000) + 1;
  let moment: Moment | undefined = {
    wall: clock.wallTime(Math.floor(first / SECOND)),
    microsecond: first % SECOND,
  };
  for (let step = 0; step < MOST_STEPS && moment !== undefined; step++) {
    const normal: Moment = { wall: clock.wallTime(clock.instant(moment.wall)), microsecond: moment.microsecond };
    const { next, isFound } = advance(calendar, clock, normal);
    if (isFound && next !== undefined)
      return clock.instant(next.wall, Math.floor(first / SECOND)) * 1000 + next.microsecond / 1000;
    moment = next;
  }
  return undefined;
}

/** Systemd gives up after so many steps ("Infinite loop in calendar calculation"), and the timer never elapses. */
const MOST_STEPS = 1000;

interface Moment {
  readonly wall: WallTime;
  readonly microsecond: number;
}

interface Step {
  /** Where to go on, or what was found; `undefined` when nothing later can match. */
  readonly next: Moment | undefined;
  readonly isFound: boolean;
}

const YEAR = 0;
const DAY = 2;
const SECONDS = 5;
const LOWEST: WallTime = [1970, 1, 1, 0, 0, 0];

/**
 * Moves each field, the year first, on to its next value that matches; a field that has moved sets those below it to their lowest value.
 * Ends at the first that has none left, or whose value does not exist on that day: the step after it starts from the next value above.
 */
function advance(calendar: Calendar, clock: Clock, from: Moment): Step {
  const { year, month, day, hour, minute, second } = calendar;
  let { wall, microsecond } = from;
  for (const [field, chain] of [year, month, day, hour, minute, second].entries()) {
    const value = field === SECONDS ? wall[SECONDS] * SECOND + microsecond : (wall[field] ?? 0);
    const wanted = earliest(chain, value, field === DAY && calendar.fromMonthEnd ? daysIn(wall) : undefined);
    if (wanted === undefined) return { next: nextAbove(field, wall), isFound: false };
    if (field === SECONDS) {
      microsecond = wanted % SECOND;
      wall = withField(wall, field, Math.floor(wanted / SECOND));
    } else if (wanted !== value) {
      microsecond = 0;
      wall = withField(wall, field, wanted);
    }
    if (wall[YEAR] > LIMITS.year[1])
      return { next: field === YEAR ? undefined : nextAbove(field, wall), isFound: false };
    const instant = clock.instant(wall);
    const shown = clock.wallTime(instant);
    const differs = shown.findIndex((part, index) => part !== wall[index]);
    if (differs >= 0) {
      // Never back: where clocks are set back systemd goes on with the next value above.
      if ((shown[differs] ?? 0) < (wall[differs] ?? 0)) return { next: nextAbove(field, wall), isFound: false };
      return { next: { wall: carried(clock, instant, differs), microsecond }, isFound: false };
    }
    if (field === DAY && !isWeekday(calendar.weekdays, wall)) {
      return { next: nextAbove(field + 1, wall), isFound: false };
    }
  }
  return { next: { wall, microsecond }, isFound: true };
}

/**
 * What systemd 252 goes on from when a value has carried over into `field` and led to `instant`. Only the field below starts anew: at the end
 * of a year a repetition of days skips those it would have had before (`*-*-03/21` has no 3 January). And summer time stays what it was at
 * `instant`: where that is wrong it may go back, and on until it gives up.
 */
function carried(clock: Clock, instant: number, field: number): WallTime {
  const shown = clock.wallTime(instant);
  const at = (index: number) => (index === field + 1 ? LOWEST[index] : shown[index]) ?? 0;
  const offset = secondsOf(shown) - instant;
  return clock.wallTime(secondsOf([at(0), at(1), at(2), at(3), at(4), at(5)]) - offset);
}

/** The wall time with one field set, and those below it at their lowest. */
function withField(wall: WallTime, field: number, value: number): WallTime {
  const at = (index: number) => (index < field ? wall[index] : index === field ? value : LOWEST[index]) ?? 0;
  return [at(0), at(1), at(2), at(3), at(4), at(5)];
}

/** The start of the next value of the field above; `undefined` above the year. */
function nextAbove(field: number, wall: WallTime): Moment | undefined {
  if (field === YEAR) return undefined;
  return { wall: withField(wall, field - 1, (wall[field - 1] ?? 0) + 1), microsecond: 0 };
}

/** The least value of the chain from `value` on. With `days`, those of the month, its values count from the end. */
function earliest(chain: Chain, value: number, days: number | undefined): number | undefined {
  if (chain.length === 0) return value;
  const found = chain.flatMap(({ start, stop, repeat }) => {
    const fromEnd = (day: number) => (days ?? 0) - day + 1;
    const first = days === undefined ? start : fromEnd(stop ?? start);
    const last = days === undefined || stop === undefined ? stop : fromEnd(start);
    if (first >= value) return [first];
    if (repeat === 0) return [];
    const next = first + repeat * Math.ceil((value - first) / repeat);
    return last === undefined || next <= last ? [next] : [];
  });
  return found.length === 0 ? undefined : Math.min(...found);
}

function daysIn([year, month]: WallTime): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isWeekday(weekdays: readonly number[], [year, month, day]: WallTime): boolean {
  const sundayFirst = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return weekdays.length === 0 || weekdays.includes((sundayFirst + 6) % 7);
}
