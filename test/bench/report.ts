/** What a section measured, and how it is printed. */
import { z } from "zod";

/** Some measurements of the same thing: the median, the extremes and how many there were. */
const statSchema = z.object({ median: z.number(), min: z.number(), max: z.number(), runs: z.int() });
export type Stat = Readonly<z.infer<typeof statSchema>>;

const rowSchema = statSchema.extend({ name: z.string(), unit: z.enum(["ms", "bytes", "count"]) });
export type Row = Readonly<z.infer<typeof rowSchema>>;
export type Unit = Row["unit"];

/** One measurement in terms of another of the same run, so that it can be compared across machines. */
const ratioSchema = z.object({
  /** What it is compared with. */
  name: z.string(),
  value: z.number(),
  /** The ratio is to be at most this. */
  target: z.number().optional(),
  /** What the number says, in one plain sentence. */
  meaning: z.string(),
});
export type Ratio = Readonly<z.infer<typeof ratioSchema>>;

const reportSchema = z.object({
  title: z.string(),
  rows: z.array(rowSchema).readonly(),
  ratios: z.array(ratioSchema).readonly(),
  /** What one has to know to read the numbers. */
  notes: z.array(z.string()).readonly(),
});
export type Report = Readonly<z.infer<typeof reportSchema>>;

/** What the process of a section sends. */
export const reportsSchema = z.array(reportSchema).readonly();

/** The median and the extremes of `samples`, of which there is at least one. */
export function statOf(samples: readonly number[]): Stat {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
  return { median, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN, runs: sorted.length };
}

/** A row of several measurements, or of one number. */
export function row(name: string, unit: Unit, samples: readonly number[] | number): Row {
  return { name, unit, ...statOf(typeof samples === "number" ? [samples] : samples) };
}

/** `above` in terms of `below`, by their medians. */
export function ratio(above: Stat, below: Stat, texts: Omit<Ratio, "value">): Ratio {
  return { ...texts, value: above.median / below.median };
}

/** Four significant digits, with the unit that fits. */
function format(value: number, unit: Unit): string {
  if (unit === "count") return String(Math.round(value * 100) / 100);
  if (unit === "ms") return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${Number(value.toPrecision(3))} ms`;
  if (Math.abs(value) < 10_000) return `${Math.round(value)} B`;
  return Math.abs(value) < 1e6 ? `${(value / 1e3).toFixed(1)} kB` : `${(value / 1e6).toFixed(1)} MB`;
}

/** The table of a section, for a terminal of any width. */
export function reportText({ title, rows, ratios, notes }: Report): string {
  const cells = rows.map(({ name, unit, median, min, max, runs }) => [
    name,
    format(median, unit),
    runs > 1 ? `${format(min, unit)} – ${format(max, unit)}` : "",
    runs > 1 ? String(runs) : "",
  ]);
  const table = [["", "median", "min – max", "runs"], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  const lines = table.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  const verdicts = ratios.map(({ name, value, target, meaning }) => {
    const aim = target === undefined ? "" : ` (to be at most ${target})`;
    return `  ${value.toPrecision(3)} × ${name}${aim}: ${meaning}`;
  });
  return [title, ...lines.map((line) => `  ${line}`), ...verdicts, ...notes.map((note) => `  ${note}`)].join("\n");
}
