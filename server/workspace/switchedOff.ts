/**
 * What the user has switched off. `# clan-backups: ignore <code>, <code>` counts for the next line of code, behind code for its own line, and
 * before all code for the whole file. Words behind the codes are the user's. It works inside of scripts as well, which have the same comments.
 */
import { compareFindings, type Finding } from "../finding.ts";
import { nearest } from "../nix/modules/nearName.ts";
import { LineIndex } from "../nix/source.ts";
import { SHELLCHECK } from "../rules/hooks/shellcheck.ts";
import type { Settings } from "./settings.ts";

/** One code of a comment. */
export interface Ignore {
  readonly code: string;
  /** The lines that it counts for, from 0; `undefined` for all. */
  readonly line: number | undefined;
  /** Offsets of the code in the text. */
  readonly start: number;
  readonly end: number;
}

const UNUSED = "unused-ignore";

const COMMENT = /#[ \t]*clan-backups:[ \t]*ignore[ \t]+((?:[a-z0-9-]+[ \t]*,[ \t]*)*[a-z0-9-]+)/g;

/** The codes that comments in `text` switch off. */
export function ignoresIn(text: string): readonly Ignore[] {
  if (!text.includes("clan-backups:")) return [];
  const lines = text.split("\n");
  const index = new LineIndex(text);
  const firstCode = lines.findIndex(isCode);
  const ignores: Ignore[] = [];
  for (const match of text.matchAll(COMMENT)) {
    const [all, codes = ""] = match;
    const { line, character } = index.positionAt(match.index);
    const isOwnLine = (lines[line] ?? "").slice(0, character).trim() === "";
    const next = lines.findIndex((content, at) => at > line && isCode(content));
    const target = line < firstCode ? undefined : isOwnLine ? next : line;
    const from = match.index + all.length - codes.length;
    for (const code of codes.matchAll(/[a-z0-9-]+/g)) {
      const start = from + code.index;
      ignores.push({ code: code[0], line: target, start, end: start + code[0].length });
    }
  }
  return ignores;
}

/** Whether a line holds more than a comment. */
function isCode(line: string): boolean {
  return !/^\s*(#|$)/.test(line);
}

/** How the findings of a file are filtered. */
export interface Wishes {
  /** Everything that could be said of the file was looked for, so that an `ignore` without a finding is of no use. */
  readonly judgedWhole: boolean;
  readonly settings: Settings;
  /** All codes there are. */
  readonly codes: readonly string[];
}

/** `findings` of `file` as the user wants them, sorted, and what is wrong with the comments in it. */
export function asWanted(
  findings: readonly Finding[],
  file: { readonly path: string; readonly text: string } | undefined,
  wishes: Wishes,
): readonly Finding[] {
  const ignores = file === undefined ? [] : ignoresIn(file.text);
  const used = new Set<Ignore>();
  const kept = findings.filter(({ code, range }) => {
    const by = ignores.filter((it) => it.code === code && (it.line === undefined || it.line === range.start.line));
    for (const it of by) used.add(it);
    return by.length === 0;
  });
  // A comment may also say that the codes beside it are to stay.
  const staying = ignores.filter(({ code }) => code === UNUSED);
  const unused = ignores.filter(
    (it) => !used.has(it) && it.code !== UNUSED && !staying.some(({ line }) => line === undefined || line === it.line),
  );
  const told = file === undefined || unused.length === 0 ? [] : unusedFindings(unused, file, wishes);
  return [...kept, ...told].flatMap((finding) => withSeverity(finding, wishes.settings)).sort(compareFindings);
}

function withSeverity(finding: Finding, { severities }: Settings): readonly Finding[] {
  const wanted = severities.get(finding.code);
  if (wanted === undefined || wanted === finding.severity) return [finding];
  return wanted === "off" ? [] : [{ ...finding, severity: wanted }];
}

function unusedFindings(
  ignores: readonly Ignore[],
  { path, text }: { readonly path: string; readonly text: string },
  { judgedWhole, codes }: Wishes,
): Finding[] {
  const index = new LineIndex(text);
  return ignores.flatMap(({ code, start, end }) => {
    const isKnown = codes.includes(code);
    // ShellCheck may not be there, or not have answered yet.
    if (isKnown && (!judgedWhole || code === SHELLCHECK)) return [];
    const range = index.rangeOf({ start, end });
    const meant = isKnown ? undefined : nearest(code, codes);
    const message = isKnown
      ? `There is no ${code} here any more: this comment can go.`
      : `There is no finding called ${code}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
    const fixes =
      meant === undefined ? [] : [{ title: `Change to ${meant}`, edits: [{ file: path, range, newText: meant }] }];
    return [
      {
        file: path,
        range,
        severity: "hint",
        code: UNUSED,
        message,
        option: undefined,
        machine: undefined,
        related: [],
        fixes,
      },
    ];
  });
}
