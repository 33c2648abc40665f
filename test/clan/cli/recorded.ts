import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Release } from "../releases.ts";

const recording = z.object({
  case: z.string(),
  command: z.string(),
  stdout: z.string().default(""),
  stderr: z.string().default(""),
  /** Both streams together, when it ran on a terminal. */
  tty: z.string().optional(),
  /** Negative: the number of the signal that ended it. */
  exit: z.coerce.number().int(),
});

export type Recording = z.infer<typeof recording>;

/** Returns what the real program did in each case, as it was recorded. */
export function recordingsOf(release: Release): readonly Recording[] {
  const text = readFileSync(new URL(`../../fixtures/cli/${release}.jsonl`, import.meta.url), "utf8");
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => recording.parse(JSON.parse(line)));
}

/** Returns one recording; throws when the release has none of this name. */
export function recordingOf(release: Release, name: string): Recording {
  const found = recordingsOf(release).find((it) => it.case === name);
  if (found === undefined) throw new Error(`${release} has no recording of ${name}`);
  return found;
}

/**
 * Returns a recording of what this machine cannot do for real (evaluating Nix, building a system), with the names of this
 * world in place of the recorded ones.
 */
export function played(release: Release, name: string, names: Readonly<Record<string, string>>): Recording {
  const found = recordingOf(release, name);
  const replaced = (text: string) =>
    Object.entries(names).reduce((result, [recorded, ours]) => result.replaceAll(recorded, ours), text);
  return { ...found, stdout: replaced(found.stdout), stderr: replaced(found.stderr) };
}
