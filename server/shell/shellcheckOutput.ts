/** Reads what `shellcheck --format=json1` prints. */
import type { ScriptLevel, ScriptProblem } from "./scriptChecker.ts";

const LEVELS: readonly ScriptLevel[] = ["error", "warning", "info", "style"];

/**
 * The problems in `output` about `text`; `undefined` where it is not what ShellCheck prints. Lines and columns are counted from 1, columns in
 * characters, of which UTF-16 may need two (seen with ShellCheck 0.9.0).
 */
export function problemsFrom(output: string, text: string): readonly ScriptProblem[] | undefined {
  const comments = field(parsed(output), "comments");
  if (!Array.isArray(comments)) return undefined;
  const lines = linesOf(text);
  const problems = comments.map((comment: unknown) => problemOf(comment, lines));
  return problems.every((problem) => problem !== undefined) ? problems : undefined;
}

interface Line {
  readonly start: number;
  readonly characters: readonly string[];
}

function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const at = start;
    start += line.length + 1;
    return { start: at, characters: [...line] };
  });
}

function problemOf(comment: unknown, lines: readonly Line[]): ScriptProblem | undefined {
  const number = (name: string) => {
    const value = field(comment, name);
    return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
  };
  const code = number("code");
  const level = LEVELS.find((name) => name === field(comment, "level"));
  const message = field(comment, "message");
  const start = offsetOf(number("line"), number("column"), lines);
  const end = offsetOf(number("endLine"), number("endColumn"), lines);
  if (code === undefined || level === undefined || typeof message !== "string") return undefined;
  if (start === undefined || end === undefined) return undefined;
  return { code, level, message, start, end: Math.max(start, end) };
}

/** The offset of a place that ShellCheck names; the end of the text for one behind it. */
function offsetOf(line: number | undefined, column: number | undefined, lines: readonly Line[]): number | undefined {
  if (line === undefined || column === undefined) return undefined;
  const { start, characters } = lines[line - 1] ?? lines.at(-1) ?? { start: 0, characters: [] };
  const until = line > lines.length ? characters.length : column - 1;
  return start + characters.slice(0, until).join("").length;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The field `name` of an object that may be anything. */
function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
