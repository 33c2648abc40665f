/** Facts in this folder: systemd.time(7) and the behaviour of systemd 252 (Debian 12). */

/** One value of a field, a range of values or one that repeats; seconds count in microseconds. */
export interface Component {
  readonly start: number;
  /** The last value, `undefined` without a range. */
  readonly stop: number | undefined;
  /** The distance between two values; 0: the start alone. Without `stop` the values go on to the end of the field. */
  readonly repeat: number;
}

/** The values of a field, which any one of the components gives; every value when empty. */
export type Chain = readonly Component[];

/** What an expression means, with all that was left out filled in: two texts with one meaning are equal. */
export interface Calendar {
  /** 0 is Monday, in order; every day when empty. */
  readonly weekdays: readonly number[];
  readonly year: Chain;
  readonly month: Chain;
  readonly day: Chain;
  /** Days count from the end of the month: 1 is its last one. */
  readonly fromMonthEnd: boolean;
  readonly hour: Chain;
  readonly minute: Chain;
  /** In microseconds. Never empty: every second is 0 with a repetition of one second. */
  readonly second: Chain;
  /** A name of the tz database or `UTC`; `undefined`: the zone of the machine. */
  readonly zone: string | undefined;
}

export const SECOND = 1_000_000;

export type FieldName = "year" | "month" | "day" | "hour" | "minute" | "second";

/** The first and the last value that systemd takes. */
export const LIMITS = {
  year: [1970, 2199],
  month: [1, 12],
  day: [1, 31],
  hour: [0, 23],
  minute: [0, 59],
  second: [0, 60 * SECOND - 1],
} as const satisfies Record<FieldName, readonly [number, number]>;

/** From the end of the month only days that every month has can be counted. */
export const LAST_DAY_FROM_MONTH_END = 28;

export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
