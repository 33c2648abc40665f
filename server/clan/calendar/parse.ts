import { checkChain, readChain, type WrittenComponent } from "./chain.ts";
import { Cursor, isRefusal, type Refusal } from "./cursor.ts";
import { type Calendar, SECOND } from "./model.ts";
import { readWeekdays } from "./weekdays.ts";
import { isZone } from "./zone.ts";

export type CalendarResult =
  | { readonly ok: true; readonly calendar: Calendar }
  | {
      readonly ok: false;
      /** Where it is wrong: an offset in UTF-16 units, from 0 to the length of the text. */
      readonly at: number;
      /** A sentence part in plain words. */
      readonly reason: string;
      /**
       * The last word, where it alone is wrong and looks like the abbreviation of a zone ("CEST"): a machine whose own zone has this
       * abbreviation takes the expression, every other one refuses it.
       */
      readonly abbreviation: string | undefined;
    };

/** Returns what the text of an `OnCalendar=` means to systemd on a machine whose zone is UTC, or why systemd refuses it. */
export function parseCalendar(text: string): CalendarResult {
  const [body, zone] = splitZone(text);
  const result = readBody(body);
  if (!isRefusal(result)) return { ok: true, calendar: { ...result, zone: result.zone ?? zone } };
  const word = zone === undefined ? wordBehindExpression(text) : undefined;
  if (word === undefined) return { ok: false, at: result.at, reason: result.reason, abbreviation: undefined };
  const abbreviation = ABBREVIATION.test(word) ? word : undefined;
  const reason =
    abbreviation === undefined
      ? `behind the time only a time zone can stand, and "${word}" is none`
      : `only a machine whose own time zone has it knows "${word}": write a name like Europe/Berlin or UTC`;
  return { ok: false, at: text.length - word.length, reason, abbreviation };
}

/** Those of the tz database have three to six letters, nearly all in capitals, or are numbers like +03. */
const ABBREVIATION = /^(?:[A-Z][A-Za-z]{1,4}[A-Z]|[+-]\d{2,4})$/;

function splitZone(text: string): readonly [body: string, zone: string | undefined] {
  if (/ UTC$/i.test(text)) return [text.slice(0, -4), "UTC"];
  const space = text.lastIndexOf(" ");
  const word = text.slice(space + 1);
  return space >= 0 && isZone(word) ? [text.slice(0, space), word] : [text, undefined];
}

/** The last word of a text that is an expression without it. */
function wordBehindExpression(text: string): string | undefined {
  const space = text.lastIndexOf(" ");
  const word = text.slice(space + 1);
  return space < 0 || word === "" || isRefusal(readBody(text.slice(0, space))) ? undefined : word;
}

const SHORTHANDS: ReadonlyMap<string, string> = new Map([
  ["minutely", "*:*"],
  ["hourly", "*:00"],
  ["daily", "*-*-*"],
  ["weekly", "Mon *-*-*"],
  ["monthly", "*-01"],
  ["quarterly", "01,04,07,10-01"],
  ["biannually", "01,07-01"],
  ["bi-annually", "01,07-01"],
  ["semiannually", "01,07-01"],
  ["semi-annually", "01,07-01"],
  ["annually", "01-01"],
  ["yearly", "01-01"],
  // Systemd still takes a spelling mistake of its own.
  ["anually", "01-01"],
]);

interface DateParts {
  readonly year: readonly WrittenComponent[];
  readonly month: readonly WrittenComponent[];
  readonly day: readonly WrittenComponent[];
  readonly fromMonthEnd: boolean;
}

interface TimeParts {
  readonly hour: readonly WrittenComponent[];
  readonly minute: readonly WrittenComponent[];
  readonly second: readonly WrittenComponent[];
}

interface Parts extends DateParts, TimeParts {
  readonly zone?: "UTC";
}

const EVERY_DAY: DateParts = { year: [], month: [], day: [], fromMonthEnd: false };

function readBody(body: string): Calendar | Refusal {
  if (body === "") return { at: 0, reason: "the expression is empty: systemd never starts the timer" };
  // Only ASCII: the lower case of some other letters is one of ours.
  const shorthand = /^[a-z-]+$/i.test(body) ? SHORTHANDS.get(body.toLowerCase()) : undefined;
  const cursor = new Cursor(shorthand ?? body);
  const weekdays = readWeekdays(cursor);
  if (isRefusal(weekdays)) return weekdays;
  const parts = cursor.next === "@" ? readEpoch(cursor) : readDateAndTime(cursor);
  return isRefusal(parts) ? parts : checkParts(weekdays, parts);
}

function checkParts(weekdays: readonly number[], { zone, ...parts }: Parts): Calendar | Refusal {
  const year = checkChain("year", parts.year, false);
  if (isRefusal(year)) return year;
  const month = checkChain("month", parts.month, false);
  if (isRefusal(month)) return month;
  const day = checkChain("day", parts.day, parts.fromMonthEnd);
  if (isRefusal(day)) return day;
  const hour = checkChain("hour", parts.hour, false);
  if (isRefusal(hour)) return hour;
  const minute = checkChain("minute", parts.minute, false);
  if (isRefusal(minute)) return minute;
  const second = checkChain("second", parts.second, false);
  if (isRefusal(second)) return second;
  const fromMonthEnd = parts.fromMonthEnd && day.length > 0;
  return {
    weekdays: weekdays.length === 7 ? [] : weekdays,
    year,
    month,
    day,
    fromMonthEnd,
    hour,
    minute,
    second,
    zone,
  };
}

/** `@` and seconds since 1970, as C's strtoul reads them; nothing may follow. */
function readEpoch(cursor: Cursor): Parts | Refusal {
  const at = cursor.at;
  const text = cursor.take(/@[ \t\n\v\f\r]*[+-]?\d+/y);
  if (text === undefined) return cursor.refuse('behind "@" stand the seconds since 1970', at + 1);
  if (!cursor.isAtEnd) return cursor.want('the end of the text behind "@" and the seconds');
  const date = new Date(Number(text.slice(1)) * 1000);
  if (Number.isNaN(date.getTime())) return cursor.refuse("the time lies too far away", at);
  const one = (start: number) => [{ at, start, stop: undefined, repeat: 0 }];
  return {
    year: one(date.getUTCFullYear()),
    month: one(date.getUTCMonth() + 1),
    day: one(date.getUTCDate()),
    fromMonthEnd: false,
    hour: one(date.getUTCHours()),
    minute: one(date.getUTCMinutes()),
    second: one(date.getUTCSeconds() * SECOND),
    zone: "UTC",
  };
}

function readDateAndTime(cursor: Cursor): Parts | Refusal {
  const date = readDate(cursor);
  if (isRefusal(date)) return date;
  const time = readTime(cursor);
  return isRefusal(time) ? time : { ...date, ...time };
}

/** Reads a date with the spaces behind it; every day, and passes nothing, where the time starts or the text ends. */
function readDate(cursor: Cursor): DateParts | Refusal {
  if (cursor.isAtEnd) return EVERY_DAY;
  const at = cursor.at;
  if (!/[\d*]/.test(cursor.next)) return cursor.want("a day of the week, a date or a time");
  const first = readChain(cursor, false);
  if (isRefusal(first)) return first;
  if (cursor.isAtEnd || cursor.next === ":") {
    cursor.at = at;
    return EVERY_DAY;
  }
  const separator = cursor.take(/[-~]/y);
  if (separator === undefined) return cursor.want('":" (a time) or "-" (a date)');
  const second = readChain(cursor, false);
  if (isRefusal(second)) return second;
  if (endsDate(cursor)) return { year: [], month: first, day: second, fromMonthEnd: separator === "~" };
  const last = separator === "~" ? undefined : cursor.take(/[-~]/y);
  if (last === undefined) return cursor.want("a space or the end of the date");
  const third = readChain(cursor, false);
  if (isRefusal(third)) return third;
  if (!endsDate(cursor)) return cursor.want("a space or the end of the date");
  return { year: first, month: second, day: third, fromMonthEnd: last === "~" };
}

function endsDate(cursor: Cursor): boolean {
  return cursor.isAtEnd || cursor.take(/ +/y) !== undefined;
}

/** Reads the time up to the end of the text; midnight where no time stands. */
function readTime(cursor: Cursor): TimeParts | Refusal {
  const zero = [{ at: cursor.at, start: 0, stop: undefined, repeat: 0 }];
  if (cursor.isAtEnd) return { hour: zero, minute: zero, second: zero };
  const hour = readChain(cursor, false);
  if (isRefusal(hour)) return hour;
  if (cursor.take(/:/y) === undefined) return cursor.want('":" and the minutes');
  const minute = readChain(cursor, false);
  if (isRefusal(minute)) return minute;
  if (cursor.isAtEnd) return { hour, minute, second: zero };
  if (cursor.take(/:/y) === undefined) return cursor.want('":" and the seconds, or the end of the time,');
  const second = readChain(cursor, true);
  if (isRefusal(second)) return second;
  return cursor.isAtEnd ? { hour, minute, second } : cursor.want("the end of the time");
}
