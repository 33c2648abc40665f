/** A window whose programs are played as well. */
import type { Run, RunResult } from "../../client/clan/process.ts";
import type { Overview } from "../../server/protocol.ts";
import { type PlayedWindow, playWindow, type WindowOptions } from "./playedWindow.ts";

/** How a program ended that printed this. */
export const printed = (stdout: string, exitCode = 0, stderr = ""): RunResult => ({
  ended: "exited",
  exitCode,
  signal: undefined,
  stdout,
  stderr,
  isCut: false,
});

/** A program that is there; it is never started. */
export const SOME_PROGRAM = process.execPath;

/** Opens a window whose programs print what `answer` says, asked with all their words. */
export function openPlayed(
  overview: Overview,
  answer: (words: readonly string[]) => RunResult | Promise<RunResult>,
  more: Partial<WindowOptions> = {},
): Promise<PlayedWindow> {
  const run: Run = async (command, words, { signal }) =>
    signal?.aborted === true
      ? { ...printed(""), ended: "cancelled", exitCode: undefined }
      : answer([...command.arguments, ...words]);
  return playWindow({ overview, run, settings: { clanPath: SOME_PROGRAM }, ...more });
}

/** What went wrong, in the words of the pop-ups. */
export const messages = ({ ui }: PlayedWindow): readonly string[] => ui.problems.map(({ message }) => message);
