/** What went wrong, told from how `clan` ended and what it printed, in words that say what to do. */
import { ownWords, withoutColours } from "./ownWords.ts";
import { type About, PATTERNS, type ProblemKind } from "./problemPatterns.ts";
import type { RunResult } from "./process.ts";

export type { About, ProblemKind } from "./problemPatterns.ts";

export interface Problem {
  readonly kind: ProblemKind;
  /** One or two sentences: what happened and what to do. One line, without control characters. */
  readonly message: string;
  /** The unit of systemd on the machine whose log knows more. */
  readonly unit?: string | undefined;
}

/** The problem of a program that did not end well, asked about `about`; `undefined` for one that did. */
export function problemOf(result: RunResult, about: About = {}): Problem | undefined {
  const { ended, exitCode, signal } = result;
  switch (ended) {
    case "cancelled":
      return { kind: "cancelled", message: "Cancelled. What had begun on the machine goes on there." };
    case "timed out":
      return { kind: "timed out", message: "Clan did not answer in time and was stopped." };
    case "not found":
    case "not started":
      return { kind: "program missing", message: "The clan program could not be started: it is not there." };
    case "not executable":
      return { kind: "program missing", message: "The clan program could not be started: it cannot be executed." };
    case "signalled":
      return { kind: "killed", message: `Clan was ended by ${signal ?? "a signal"}, not by this window.` };
    case "exited":
      return exitCode === 0 ? undefined : problemIn(result, about);
  }
}

/** Characters at the end of each output that are looked at: causes stand there, and some shapes take long on much text. */
const MOST_READ = 65_536;

function problemIn({ exitCode, stderr, stdout }: RunResult, about: About): Problem {
  const text = withoutColours(`${stdout.slice(-MOST_READ)}\n${stderr.slice(-MOST_READ)}`);
  for (const { kind, shape, message } of PATTERNS) {
    const found = shape.exec(text);
    const said = found === null ? undefined : message(found, about);
    if (said !== undefined) return { kind, message: oneLine(said), unit: unitIn(text) };
  }
  const reason = oneLine(ownWords(text) ?? "no reason was given.");
  if (exitCode === 2) return { kind: "usage", message: `Clan did not understand its arguments: ${reason}` };
  return { kind: "failed", message: `Clan failed: ${reason}` };
}

/** The job that systemd says has failed. */
function unitIn(text: string): string | undefined {
  return /Job for (\S+\.service) failed/.exec(text)?.[1];
}

/** What a program printed may hold anything. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ").trim();
}
