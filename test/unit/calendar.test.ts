import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarHint } from "../../server/clan/calendar/hint.ts";
import { nextElapse } from "../../server/clan/calendar/nextElapse.ts";
import { parseCalendar } from "../../server/clan/calendar/parse.ts";
import { isZone } from "../../server/clan/calendar/zone.ts";
import { mutatedCalendarTexts } from "../support/calendarTexts.ts";

describe("a refused expression says where and why", () => {
  test.for([
    ["", 0, "the expression is empty: systemd never starts the timer"],
    ["nightly", 0, 'a day of the week, a date or a time is expected here, not "nightly"'],
    ["0 1 * * *", 1, '":" (a time) or "-" (a date) is expected here, not " "'],
    ["24:00", 0, "the hour is 0 to 23"],
    ["*-13-* 01:00", 2, "the month is 1 to 12"],
    ["01:00:60", 6, "the second is 0 to 59, with decimals to less than 60"],
    ["Tues 01:00", 0, 'the name of a day, or its first three letters, is expected here, not "Tues"'],
    ["Fri..Mon 01:00", 5, "a range of days does not go over Sunday: write two"],
    ["*-*-7..1", 4, "the range ends before it starts"],
    ["03:00 daily", 6, 'behind the time only a time zone can stand, and "daily" is none'],
    ["*-*~29", 4, "from the end of the month the day is 1 to 28"],
  ] as const)("%s", ([text, at, reason]) => {
    expect(parseCalendar(text)).toEqual({ ok: false, at, reason, abbreviation: undefined });
  });

  test("an abbreviation that the machine's own zone may have is named", () => {
    expect(parseCalendar("01:00 CEST")).toMatchObject({ ok: false, at: 6, abbreviation: "CEST" });
    expect(parseCalendar("01:00 Foo/Bar")).toMatchObject({ ok: false, at: 6, abbreviation: undefined });
    expect(parseCalendar("25:00 CEST")).toMatchObject({ ok: false, abbreviation: undefined });
  });

  test("the place lies in the text", () => {
    for (const text of fc.sample(mutatedCalendarTexts(), { numRuns: 2000, seed: 1730419203 })) {
      const result = parseCalendar(text);
      if (!result.ok)
        expect({ text, isInside: result.at >= 0 && result.at <= text.length }).toEqual({ text, isInside: true });
    }
  });
});

describe("what is probably meant", () => {
  test.for([
    ["0 1 * * *", "*-*-* 01:00:00"],
    ["*/15 * * * *", "*-*-* *:00/15:00"],
    ["0 */6 * * 1-5", "Mon..Fri *-*-* 00/6:00:00"],
    ["30 2 1 * *", "*-*-01 02:30:00"],
    ["0 0 * * 7", "Sun *-*-* 00:00:00"],
    ["0 3 * jan,jul *", "*-01,07-* 03:00:00"],
    ["@daily", "daily"],
    ["@midnight", "daily"],
    ["nightly", "daily"],
    ["every day", "daily"],
    ["3am", "03:00"],
    ["12am", "00:00"],
    ["12 pm", "12:00"],
    ["24:00", "00:00"],
    ["*-*-* 24:00:00", "*-*-* 00:00:00"],
    ["*-*-* 01.30", "*-*-* 01:30"],
    ["03:00 daily", "03:00"],
    ["monthly 03:00", "*-*-01 03:00"],
    ["Monday 3am", "Mon 03:00"],
    ["every monday and friday at 4am", "Mon,Fri 04:00"],
    ["Tues 01:00", "Tue 01:00"],
    ["Fri..Mon 01:00", "Mon,Fri,Sat,Sun 01:00"],
    ["every 15 minutes", "*:00/15"],
    ["every 2 hours", "00/2:00"],
    [" 01:00\n", "01:00"],
    ["01:00 europe/berlin", "01:00 Europe/Berlin"],
  ] as const)("%s: %s", ([text, meant]) => {
    expect(parseCalendar(text).ok).toBe(false);
    expect(calendarHint(text)).toBe(meant);
  });

  // Cron takes either of two kinds of days; the others have no single answer.
  test.for([
    "",
    "*",
    "now",
    "tomorrow",
    "biweekly",
    "@reboot",
    "0 1 13 * 5",
    "25:00",
    "13am",
    "hourly 3:00",
    "every 7 hours",
    "12h",
  ])("nothing for %s", (text) => {
    expect(calendarHint(text)).toBeUndefined();
  });

  test("is always an expression", () => {
    const texts = fc.sample(mutatedCalendarTexts(), { numRuns: 2000, seed: 1730419204 });
    const hints = texts.map(calendarHint).filter((hint) => hint !== undefined);
    expect(hints.length).toBeGreaterThan(texts.length / 10);
    expect(hints.filter((hint) => !parseCalendar(hint).ok)).toEqual([]);
  });
});

describe("time zones", () => {
  test.for(["Europe/Berlin", "US/Pacific", "Etc/GMT+5", "CET", "EST5EDT", "GB", "posix/Asia/Tokyo", "localtime"])(
    "%s",
    (name) => {
      expect(isZone(name)).toBe(true);
    },
  );
  test.for(["europe/berlin", "Europe", "Foo/Bar", "PST", "CEST", "+01", "+0100", "/UTC", "Europe/", "", "Etc//UTC"])(
    "not %s",
    (name) => {
      expect(isZone(name)).toBe(false);
    },
  );

  test("an expression without a zone follows the machine", () => {
    const daily = parseCalendar("02:30");
    const from = Date.parse("2024-03-30T12:00:00Z");
    const next = (zone?: string) => daily.ok && new Date(nextElapse(daily.calendar, from, zone) ?? 0).toISOString();
    expect(next()).toBe("2024-03-31T02:30:00.000Z");
    // That night 02:30 is skipped in Berlin.
    expect(next("Europe/Berlin")).toBe("2024-04-01T00:30:00.000Z");
    expect(next("America/New_York")).toBe("2024-03-31T06:30:00.000Z");
  });
});
