/** `--format github`: workflow commands that GitHub Actions turns into annotations. */
import type { Finding, Severity } from "../finding.ts";
import type { Report } from "./report.ts";

const COMMANDS = { error: "error", warning: "warning", info: "notice", hint: "notice" } as const satisfies Record<
  Severity,
  string
>;

/** As the toolkit of GitHub Actions escapes (actions/toolkit, packages/core/src/command.ts); the runner undoes just these. */
const escapeMessage = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const escapeProperty = (text: string) => escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** Columns are given only for a place within one line: with several lines the runner takes none. */
function placeOf({ range: { start, end } }: Finding): string {
  const lines = `line=${start.line + 1},endLine=${end.line + 1}`;
  if (start.line !== end.line) return lines;
  return `${lines},col=${start.character + 1},endColumn=${Math.max(end.character, start.character + 1)}`;
}

/** Returns one command per finding and per note, each on a line. */
export function githubReport({ findings, notes, nameOf }: Report): string {
  const annotations = findings.map((finding) => {
    const file = escapeProperty(nameOf(finding.file));
    const title = escapeProperty(finding.code);
    return `::${COMMANDS[finding.severity]} file=${file},${placeOf(finding)},title=${title}::${escapeMessage(finding.message)}\n`;
  });
  return [...annotations, ...notes.map((note) => `::notice::${escapeMessage(note)}\n`)].join("");
}
