/** Holds the stand-in to the recordings of the real program: the same lines on both streams, the same exit codes. */
import { beforeAll, describe, expect, it } from "vitest";
import { recordingsOf } from "./cli/recorded.ts";
import { RELEASES } from "./releases.ts";
import { normalRecording } from "./session/normal.ts";
import { observe, type Session } from "./session/observe.ts";
import { canMakeWorlds } from "./session/run.ts";

/** Recordings that are held to elsewhere, or not at all, and why. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^create-(sigint|sigterm|ctrl-c)/, "signals.test.ts"],
  [/-tty$/, "terminal.test.ts"],
  [/^create-slow$/, "it takes twenty seconds for one line"],
  [/^list-debug$/, "what it adds is the log of Nix"],
];

const sessions = new Map<string, Session>();

// The worlds are separate, and most of a session is waiting for ssh and borg.
beforeAll(async () => {
  if (!canMakeWorlds) return;
  const played = await Promise.all(RELEASES.map(async (release) => [release, await observe(release)] as const));
  for (const [release, session] of played) sessions.set(release, session);
}, 900_000);

describe.runIf(canMakeWorlds).each(RELEASES)("clan of %s", (release) => {
  const cases = recordingsOf(release).filter((it) => !ELSEWHERE.some(([pattern]) => pattern.test(it.case)));
  it.each(cases)("$case: $command", (recording) => {
    expect(sessions.get(release)?.get(recording.case)).toEqual(normalRecording(recording));
  });
});
