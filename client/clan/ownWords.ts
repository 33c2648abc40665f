/** Finds, in what a failed program printed, the words that say why. */
import { stripVTControlCharacters } from "node:util";

/** The text without colours, other control sequences of a terminal, and control characters but tab and newline. */
export function withoutColours(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[^\P{Cc}\t\n]/gu, "");
}

/** What is printed around an error: frames of tracebacks, command lines, headings, summaries, and where else to look. */
const NOISE: readonly RegExp[] = [
  /^$/,
  /^[-=+|]{3,}/,
  /^={3,} .* ={3,}$/,
  /^\++ /,
  /^\$ /,
  /^Traceback /,
  /^ *File "/,
  /CalledProcessError: /,
  /failed with(?: error)?: (?:Command .*)?$/,
  /^Command '?\[/,
  /^(?:ERROR: )?\d+ hosts? failed/,
  /^(?:ERROR: )?Failed to generate (?:facts|vars)? ?for \d+ hosts/,
  /^(?:Return Code|Working Directory|Message|Command|Caller|Location): ?/,
  /^See "systemctl status /,
  /^Restore failed for the following services:$/,
  /^[\w.-]+: ?$/,
  /^Remote: Warning: Permanently added/,
  /^See above for details/,
  /^\[Command failed: \d+\]/,
];

/** What tells only that something failed: better than nothing. */
const VAGUE =
  /^(?:ERROR: )?[Ff]ailed to list backups for provider|^\S+ exited with \d+$|^Clan |^creating backup for|^(?:TypeError|KeyError|AttributeError): /;

const LONGEST = 300;

/**
 * The line of `text` that says why, without the label of a machine; `undefined` where none does. Since 2025 clan repeats what a command wrote
 * under a heading: the last of these is nearest to the cause. rsnapshot names its cause first, all others last.
 */
export function ownWords(text: string): string | undefined {
  const all = withoutColours(text);
  const lines = linesOf(lastSection(all) ?? all);
  const told = lines.length > 0 ? lines : linesOf(all);
  const word =
    told.find((line) => /^ERROR: .* - /.test(line)) ??
    told.findLast((line) => /^(?:error|fatal|ERROR)\b/.test(line) && !VAGUE.test(line)) ??
    told.findLast((line) => !VAGUE.test(line)) ??
    told.at(-1);
  return word === undefined ? undefined : cut(word.replace(/^ERROR: |^error output: /, ""));
}

/** What stands below the last heading of a stream that has anything below it. */
function lastSection(text: string): string | undefined {
  const sections = [...text.matchAll(/^=+ Std(?:err|out) =+\n([\s\S]*?)(?=^=+ |^Return Code: |(?![\s\S]))/gm)];
  return sections.map(([, body = ""]) => body).findLast((body) => linesOf(body).length > 0);
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/^\[[\w.-]+\] ?/, "").trim())
    .filter((line) => !NOISE.some((noise) => noise.test(line)));
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
