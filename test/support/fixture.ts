/**
 * Fixtures are Nix texts that can be read without the test. `#- /path` starts a file. Under a line, a comment with carets marks a finding
 * there: `#   ^^^^ unknown-option` or, with words that its message must have, `#   ^^^^ unknown-option: did you mean`. Another severity than error stands
 * before the code: `#   ^^^^ warning wrong-type`.
 */
import type { Finding } from "../../server/finding.ts";

/** The folder that the files of a fixture lie in. */
export const FIXTURE_ROOT = "/clan";

export interface Fixture {
  readonly files: ReadonlyMap<string, string>;
  readonly expected: readonly Mark[];
}

export interface Mark {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly severity: string;
  readonly code: string;
  readonly words: string;
}

/** Reads a fixture; text before the first `#-` is an explanation. */
export function parseFixture(text: string): Fixture {
  const files = new Map<string, string>();
  const expected: Mark[] = [];
  for (const part of `\n${text}`.split(/\n#- (?=\/)/).slice(1)) {
    const [name = "", ...lines] = part.split("\n");
    const file = `${FIXTURE_ROOT}${name.trim()}`;
    files.set(file, lines.join("\n"));
    let line = 0;
    for (const [index, content] of lines.entries()) {
      const mark = /^(\s*#\s*)(\^+) (?:(warning|info|hint) )?([a-z-]+)(?:: (.*))?$/.exec(content);
      if (mark === null) {
        line = index;
        continue;
      }
      const [, before = "", carets = "", severity = "error", code = "", words = ""] = mark;
      const start = before.length;
      expected.push({ file, line, start, end: start + carets.length, severity, code, words });
    }
  }
  return { files, expected };
}

/** A finding the way a mark names it, for a comparison that reads well. */
export function asMark(finding: Finding, expected: readonly Mark[]): Mark {
  const { file, range, severity, code, message } = finding;
  const at = { file, line: range.start.line, start: range.start.character, end: range.end.character, severity, code };
  const match = expected.find(
    (mark) =>
      mark.file === at.file &&
      mark.line === at.line &&
      mark.start === at.start &&
      mark.code === code &&
      message.includes(mark.words),
  );
  return { ...at, words: match?.words ?? message };
}

/** Marks in a fixed order. */
export function sortMarks(marks: readonly Mark[]): Mark[] {
  const key = (mark: Mark) =>
    [mark.file, String(mark.line).padStart(6), String(mark.start).padStart(6), mark.code, mark.words].join("\0");
  return [...marks].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
