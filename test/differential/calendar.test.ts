import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextElapse } from "../../server/clan/calendar/nextElapse.ts";
import { normalForm } from "../../server/clan/calendar/normalForm.ts";
import { parseCalendar } from "../../server/clan/calendar/parse.ts";
import { calendarTexts, mutatedCalendarTexts } from "../support/calendarTexts.ts";
import { calendarsBySystemd, GAVE_UP, hasSystemdAnalyze, type SystemdCalendar } from "../support/systemdCalendar.ts";

const vectors = readFileSync(new URL("../fixtures/vectors/calendar.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t"))
  .map(([valid, text = "", normal]) => ({ text, normal: valid === "yes" ? normal : undefined }));

const runs = Number(process.env["FUZZ_RUNS"] ?? 800);
const ITERATIONS = 4;
/** A leap day; the night of a summer time; a moment before the end of what systemd can compute. */
const BASES = ["2024-02-28T23:59:30Z", "2025-03-30T00:20:00Z", "2198-12-30T12:00:00Z"].map(
  (it) => Date.parse(it) / 1000,
);

function normalFormOf(text: string): string | undefined {
  const result = parseCalendar(text);
  return result.ok ? normalForm(result.calendar) : undefined;
}

/** What we make of an expression, as systemd would print it. */
function ours(text: string, base: number): SystemdCalendar | undefined {
  const result = parseCalendar(text);
  if (!result.ok) return undefined;
  const elapses: number[] = [];
  let from: number | undefined = base * 1000;
  while (elapses.length < ITERATIONS) {
    from = nextElapse(result.calendar, from);
    if (from === undefined) break;
    elapses.push(Math.floor(from / 1000));
  }
  return { normalForm: normalForm(result.calendar), elapses };
}

/** Where systemd gives up it shows nothing; we must not have found all elapses either. */
function isSame(our: SystemdCalendar | undefined, systemd: SystemdCalendar | typeof GAVE_UP | undefined): boolean {
  if (systemd === GAVE_UP) return our !== undefined && our.elapses.length < ITERATIONS;
  return JSON.stringify(our) === JSON.stringify(systemd);
}

test.for(vectors)("$text", ({ text, normal }) => {
  expect(normalFormOf(text)).toBe(normal);
});

test("the normal form has the same meaning and is its own normal form", () => {
  for (const text of fc.sample(calendarTexts(), { numRuns: runs, seed: 1730419202 })) {
    const result = parseCalendar(text);
    if (!result.ok) continue;
    const normal = normalForm(result.calendar);
    const again = parseCalendar(normal);
    expect({ text, again: again.ok && normalForm(again.calendar) }).toEqual({ text, again: normal });
    expect({ text, ...again }).toEqual({ text, ...result });
  }
});

describe.skipIf(!hasSystemdAnalyze())(
  "systemd-analyze is not installed (Debian: systemd), or: systemd's own reading",
  () => {
    test("agrees with the vectors", () => {
      const bySystemd = calendarsBySystemd(
        vectors.map(({ text }) => text),
        BASES[0] ?? 0,
        1,
      );
      expect(bySystemd.map((it) => (typeof it === "object" ? it.normalForm : it))).toEqual(
        vectors.map(({ normal }) => normal),
      );
    });

    test.for(BASES)("agrees with us on generated texts, from %d on", { timeout: 600_000 }, (base) => {
      const valid = fc.sample(calendarTexts(), { numRuns: runs, seed: base });
      const texts = [...valid, ...fc.sample(mutatedCalendarTexts(), { numRuns: runs, seed: base })];
      const bySystemd = calendarsBySystemd(texts, base, ITERATIONS);
      const accepted = bySystemd.filter((it) => it !== undefined).length;
      expect(accepted).toBeGreaterThan(texts.length / 3);
      expect(texts.length - accepted).toBeGreaterThan(texts.length / 5);
      const compared = texts.map((text, index) => ({ text, ours: ours(text, base), systemd: bySystemd[index] }));
      expect(compared.filter((it) => !isSame(it.ours, it.systemd))).toEqual([]);
    });
  },
);
