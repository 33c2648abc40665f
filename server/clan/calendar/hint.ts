import { cronHint } from "./cron.ts";
import { WEEKDAYS } from "./model.ts";
import { parseCalendar } from "./parse.ts";
import { zoneOfAnyCase } from "./zone.ts";

/**
 * Returns the expression that is probably meant by a text that systemd refuses: the notation of cron, words, times like `3am` or `24:00`,
 * longer names of days, spaces that are too many. `undefined` when nothing is likely; whatever is returned systemd accepts.
 */
export function calendarHint(text: string): string | undefined {
  const plain = text.trim().replace(/\s+/g, " ");
  const candidates = [plain, cronHint(plain), wordsHint(plain)];
  return candidates.find((candidate) => candidate !== undefined && parseCalendar(candidate).ok);
}

/** What the words of a text say, one after the other. */
interface Meaning {
  readonly days?: string;
  readonly date?: string;
  readonly time?: string;
  readonly zone?: string;
  /** What `daily` and the like mean where nothing else is said. */
  readonly whole?: string;
}

function wordsHint(text: string): string | undefined {
  const joined = text
    .replace(/(\d) (am|pm)\b/gi, "$1$2")
    .replace(/\bevery (\d+) ?(m|h)(?:in(?:ute)?s?|(?:ou)?rs?)?\b/gi, "every-$1$2")
    .replace(/,? and /gi, ",")
    .replace(/, ?(?= |$)/g, "");
  const words = joined.split(" ").filter((word) => !/^(?:at|on|every|each|the|in|o'clock|uhr)$/i.test(word));
  let all: Meaning = {};
  for (const word of words) {
    const meaning = meaningOf(word);
    // Two words that say the same thing differently leave no single answer.
    if (meaning === undefined || Object.keys(meaning).some((key) => key in all)) return undefined;
    all = { ...all, ...meaning };
  }
  const { days, date, time, zone, whole } = all;
  const parts = [days, date, time].filter((part) => part !== undefined);
  // Of a word like "weekly" beside a time only a day is left to say.
  if (whole !== undefined && parts.length > 0 && !(parts.length === 1 && time !== undefined)) return undefined;
  const frequency = whole === undefined || whole === "daily" ? undefined : whole;
  if (parts.length === 0) return [whole, zone].filter((part) => part !== undefined).join(" ");
  const day = frequency === undefined ? undefined : DAY_OF.get(frequency);
  if (frequency !== undefined && day === undefined) return undefined;
  return [day, ...parts, zone].filter((part) => part !== undefined).join(" ");
}

const DAY_OF: ReadonlyMap<string, string> = new Map([
  ["weekly", "Mon"],
  ["monthly", "*-*-01"],
  ["quarterly", "*-01,04,07,10-01"],
  ["yearly", "*-01-01"],
]);

function meaningOf(word: string): Meaning | undefined {
  const whole = WHOLE.get(word.toLowerCase());
  if (whole !== undefined) return { whole };
  const days = daysOf(word);
  if (days !== undefined) return { days };
  const time = timeOf(word) ?? intervalOf(word);
  if (time !== undefined) return { time };
  const zone = zoneOfAnyCase(word);
  if (zone !== undefined) return { zone };
  return /[-~]/.test(word) && parseCalendar(word).ok ? { date: word } : undefined;
}

const WHOLE: ReadonlyMap<string, string> = new Map([
  ...["minutely", "minute", "@minutely"].map((word) => [word, "minutely"] as const),
  ...["hourly", "hour", "@hourly"].map((word) => [word, "hourly"] as const),
  ...["daily", "day", "night", "nightly", "@daily", "@midnight", "everyday"].map((word) => [word, "daily"] as const),
  ...["weekly", "week", "@weekly"].map((word) => [word, "weekly"] as const),
  ...["monthly", "month", "@monthly"].map((word) => [word, "monthly"] as const),
  ...["quarterly", "quarter", "@quarterly"].map((word) => [word, "quarterly"] as const),
  ...["yearly", "annually", "year", "@yearly", "@annually"].map((word) => [word, "yearly"] as const),
]);

/** One day, a list or a range of days in some usual spelling, in the order of the week; a range may go over Sunday. */
function daysOf(text: string): string | undefined {
  if (/^weekdays?$|^workdays?$/i.test(text)) return "Mon..Fri";
  if (/^weekends?$/i.test(text)) return "Sat,Sun";
  const days: number[] = [];
  for (const part of text.split(",")) {
    const [first, last, ...more] = part.split(/\.\.|-/).map(dayOf);
    if (first === undefined || more.length > 0 || (last === undefined && /\.\.|-/.test(part))) return undefined;
    const length = (((last ?? first) - first + 7) % 7) + 1;
    days.push(...Array.from({ length }, (_, index) => (first + index) % 7));
  }
  return days
    .sort()
    .map((day) => WEEKDAYS[day])
    .join(",");
}

function dayOf(word: string): number | undefined {
  const day = WEEKDAYS.findIndex((it) => word.slice(0, 3).toLowerCase() === it.toLowerCase());
  return day >= 0 && /^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?$/i.test(word)
    ? day
    : undefined;
}

/** A time of day as people write it, as `HH:MM` or `HH:MM:SS`. */
function timeOf(word: string): string | undefined {
  if (/^midnight$/i.test(word)) return "00:00";
  if (/^noon$|^midday$/i.test(word)) return "12:00";
  const found = /^(?<hour>\d{1,2})(?:(?:[:.]|h(?=\d))(?<minute>\d{2})(?::(?<second>\d{2}))?)?(?<half>am|pm)?$/i.exec(
    word,
  );
  const { hour, minute = "00", second, half } = found?.groups ?? {};
  if (hour === undefined) return undefined;
  const hours = Number(hour);
  if (half !== undefined && (hours < 1 || hours > 12)) return undefined;
  const full = half === undefined ? hours : (hours % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  const isMidnight = full === 24 && Number(minute) === 0 && Number(second ?? 0) === 0;
  return [String(isMidnight ? 0 : full).padStart(2, "0"), minute, second].filter((it) => it !== undefined).join(":");
}

/** "Every" and a span that divides the hour or the day; another one cannot be said. */
function intervalOf(word: string): string | undefined {
  const [, digits, letter] = /^every-(\d+)(m|h)$/i.exec(word) ?? [];
  const every = Number(digits);
  if (letter?.toLowerCase() === "m" && 60 % every === 0) return every === 60 ? "*:00" : `*:00/${every}`;
  if (letter?.toLowerCase() === "h" && 24 % every === 0) return every === 24 ? "00:00" : `00/${every}:00`;
  return undefined;
}
