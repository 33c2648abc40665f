import fc from "fast-check";

const ZONES = [
  "UTC",
  "utc",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Etc/UTC",
  "CET",
  "posix/Asia/Tokyo",
];
const NO_ZONES = [
  "Foo/Bar",
  "europe/berlin",
  "PST",
  "CEST",
  "+01",
  "UTC+1",
  "/UTC",
  "Europe",
  "Europe/",
  "US//Pacific",
];
const DAYS = ["Mon", "tue", "Wednesday", "THU", "Fri", "sat", "Sunday"];
const SHORTHANDS = [
  ...["minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "semiannually", "semi-annually", "biannually"],
  ...["bi-annually", "yearly", "annually", "anually", "Daily", "WEEKLY"],
];
const PIECES = [
  ...[
    "*",
    "*-*-*",
    "*:*",
    "..",
    ".",
    "/",
    ",",
    "-",
    "~",
    ":",
    " ",
    "  ",
    "\t",
    "@",
    "+",
    "0",
    "1",
    "7",
    "31",
    "60",
    "99",
    "2024",
    ".5",
    "1e1",
  ],
  ...[
    "00:00",
    "25:00",
    "24:00",
    "03:00",
    "01.30",
    "Tues",
    "Mon..Fri",
    "Fri..Mon",
    "Mon,",
    "Mon-Fri",
    "3am",
    "every day",
    "nightly",
  ],
  ...[
    "weeKly",
    "ſun",
    "٣",
    "é",
    "1970",
    "2199",
    "2200",
    "1969",
    "99999999999999999999",
    ...SHORTHANDS,
    ...ZONES,
    ...NO_ZONES,
    ...DAYS,
  ],
];

interface Field {
  readonly min: number;
  readonly max: number;
  readonly digits: number;
}

/** Values of a field as people write them; now and then one beyond its limits. */
function numberOf({ min, max, digits }: Field): fc.Arbitrary<string> {
  const inside = fc.integer({ min, max });
  const value = fc.oneof(
    { arbitrary: inside, weight: 40 },
    { arbitrary: fc.integer({ min: 0, max: max + 2 }), weight: 1 },
  );
  return fc
    .tuple(value, fc.boolean())
    .map(([it, isPadded]) => (isPadded ? String(it).padStart(digits, "0") : String(it)));
}

function componentOf(field: Field): fc.Arbitrary<string> {
  const number = numberOf(field);
  const repeat = fc.oneof(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: field.max })).map(String);
  const range = fc.tuple(number, number).map(([a, b]) => (Number(a) < Number(b) ? `${a}..${b}` : `${b}..${a}`));
  const repeated = fc.tuple(fc.oneof(number, range), repeat).map(([values, every]) => `${values}/${every}`);
  return fc.oneof({ arbitrary: number, weight: 4 }, range, repeated);
}

function chainOf(field: Field): fc.Arbitrary<string> {
  const list = fc.array(componentOf(field), { minLength: 1, maxLength: 3 }).map((them) => them.join(","));
  return fc.oneof({ arbitrary: fc.constant("*"), weight: 2 }, { arbitrary: componentOf(field), weight: 3 }, list);
}

const year = fc.oneof(
  { arbitrary: fc.constant("*"), weight: 3 },
  chainOf({ min: 1970, max: 2199, digits: 4 }),
  chainOf({ min: 2020, max: 2030, digits: 4 }),
  chainOf({ min: 0, max: 99, digits: 2 }),
);
const month = chainOf({ min: 1, max: 12, digits: 2 });
const day = chainOf({ min: 1, max: 31, digits: 2 });
const lastDay = chainOf({ min: 1, max: 28, digits: 2 });
const hour = chainOf({ min: 0, max: 23, digits: 2 });
const minute = chainOf({ min: 0, max: 59, digits: 2 });

const decimals = fc.constantFrom("", "", "", ".5", ".25", ".1", ".0", ".000001", ".1234567", ".9999996", ".123456");
const second = fc
  .tuple(chainOf({ min: 0, max: 59, digits: 2 }), fc.array(decimals, { minLength: 9, maxLength: 9 }))
  .map(([chain, more]) => {
    let index = 0;
    return chain.replace(/\d+/g, (digits) => digits + (more[index++] ?? ""));
  });

const date = fc.oneof(
  fc.tuple(year, month, day).map((them) => them.join("-")),
  fc.tuple(month, day).map((them) => them.join("-")),
  fc.tuple(year, month, lastDay).map(([y, m, d]) => `${y}-${m}~${d}`),
  fc.tuple(month, lastDay).map((them) => them.join("~")),
  fc.constant("*-*-*"),
);
const time = fc.oneof(
  fc.tuple(hour, minute).map((them) => them.join(":")),
  fc.tuple(hour, minute, second).map((them) => them.join(":")),
);
const dayName = fc.constantFrom(...DAYS);
const dayRange = fc
  .tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 }), fc.constantFrom("..", "-"))
  .map(([a, b, to]) => (a > b && a % 5 !== 0 ? [DAYS[b], DAYS[a]] : [DAYS[a], DAYS[b]]).join(to));
const weekdays = fc
  .array(fc.oneof({ arbitrary: dayName, weight: 3 }, dayRange), {
    minLength: 1,
    maxLength: 3,
  })
  .chain((them) => fc.constantFrom("", "", "", ",").map((end) => them.join(",") + end));
const epoch = fc
  .tuple(fc.constantFrom("@", "@ ", "@+", "@-", "@0"), fc.nat({ max: 7_500_000_000 }))
  .map((them) => them.join(""));

/** Nothing or one of the texts, with a space behind it. */
const maybe = (part: fc.Arbitrary<string>) =>
  fc.oneof(
    fc.constant(""),
    part.map((text) => `${text} `),
  );
const zone = fc.oneof(
  { arbitrary: fc.constant(""), weight: 12 },
  { arbitrary: fc.constantFrom(...ZONES).map((name) => ` ${name}`), weight: 5 },
  fc.constantFrom(...NO_ZONES).map((name) => ` ${name}`),
);

/** Expressions of every part of the grammar; most are valid. */
export function calendarTexts(): fc.Arbitrary<string> {
  const written = fc.oneof(
    { arbitrary: fc.tuple(maybe(weekdays), maybe(date), time).map((them) => them.join("")), weight: 8 },
    { arbitrary: fc.tuple(maybe(weekdays), date).map((them) => them.join("")), weight: 2 },
    weekdays,
    epoch,
    fc.constantFrom(...SHORTHANDS),
  );
  return fc.tuple(written, zone).map((them) => them.join(""));
}

/** Texts near the grammar: an expression with a piece changed, or pieces in any order. */
export function mutatedCalendarTexts(): fc.Arbitrary<string> {
  const piece = fc.constantFrom(...PIECES);
  const changed = fc.tuple(calendarTexts(), fc.nat(), fc.nat({ max: 2 }), piece).map(([text, at, length, word]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + word + text.slice(start + length);
  });
  const shortened = fc.tuple(calendarTexts(), fc.nat(), fc.integer({ min: 1, max: 4 })).map(([text, at, length]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + text.slice(start + length);
  });
  const pieces = fc.array(piece, { minLength: 1, maxLength: 4 }).map((them) => them.join(""));
  return fc.oneof({ arbitrary: changed, weight: 2 }, shortened, pieces);
}
