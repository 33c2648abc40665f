/** `--format text`: findings with the source they are about, for people. */
import type picocolors from "picocolors";
import { type Finding, SEVERITIES, type Severity } from "../finding.ts";
import type { Range } from "../nix/source.ts";
import { excerptOf, linesOf } from "./excerpt.ts";
import { printable } from "./printable.ts";
import { countFindings, type Report } from "./report.ts";

export type Colors = ReturnType<typeof picocolors.createColors>;

type Paint = (text: string) => string;

const painters = ({ bold, red, yellow, blue, cyan }: Colors): Readonly<Record<Severity, Paint>> => ({
  error: (text) => bold(red(text)),
  warning: (text) => bold(yellow(text)),
  info: (text) => bold(blue(text)),
  hint: (text) => bold(cyan(text)),
});

/** Lines of the files that are shown, each split once. */
function lineCache(sourceOf: Report["sourceOf"]): (file: string) => readonly string[] {
  const cache = new Map<string, readonly string[]>();
  return (file) => {
    const lines = cache.get(file) ?? linesOf(sourceOf(file) ?? "");
    cache.set(file, lines);
    return lines;
  };
}

/** Shows places: where, the line, and a mark under the words that are meant. */
function placePrinter(report: Report, colors: Colors) {
  const lines = lineCache(report.sourceOf);
  return (file: string, range: Range, paint: Paint): string => {
    const { line, character } = range.start;
    const where = `${printable(report.nameOf(file))}:${line + 1}:${character + 1}`;
    const excerpt = excerptOf(lines(file), range);
    if (excerpt === undefined || excerpt.text === "") return `  ${colors.cyan(where)}\n`;
    const number = String(excerpt.line);
    const bar = colors.dim("|");
    const mark = " ".repeat(excerpt.column) + paint("^".repeat(excerpt.width));
    return `  ${colors.cyan(where)}\n  ${colors.dim(number)} ${bar} ${excerpt.text}\n  ${" ".repeat(number.length)} ${bar} ${mark}\n`;
  };
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** The last line: how much was found in how many files. */
function summaryOf({ findings, files }: Report): string {
  const counts = countFindings(findings);
  const found = SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) =>
    severity === "info" ? `${counts.info} info` : plural(counts[severity], severity),
  );
  return `${found.length === 0 ? "No findings" : found.join(", ")} in ${plural(files, "file")}.`;
}

/** Returns the report; `colors` decides whether it is coloured. */
export function textReport(report: Report, colors: Colors): string {
  const paints = painters(colors);
  const place = placePrinter(report, colors);
  const show = ({ file, range, severity, code, message, machine, related, fixes }: Finding): string => {
    const paint = paints[severity];
    const on = machine === undefined ? "" : colors.dim(` (machine ${printable(machine)})`);
    const others = related.map((it) => `  ${printable(it.message)}:\n${place(it.file, it.range, colors.cyan)}`);
    const ways = fixes.map(({ title }) => `  ${colors.green("fix:")} ${printable(title)}\n`);
    const head = `${paint(severity)} ${colors.bold(printable(message))} ${colors.dim(`[${code}]`)}${on}\n`;
    return [head, place(file, range, paint), ...others, ...ways, "\n"].join("");
  };
  const notes = report.notes.map((note) => `Note: ${printable(note)}\n`);
  const judged = colors.dim(`Judged by clan-core ${report.release}: ${printable(report.releaseReason)}`);
  return [...report.findings.map(show), ...notes, `${summaryOf(report)} ${judged}\n`].join("");
}
