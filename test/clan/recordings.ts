import { beforeAll, describe, expect, it } from "vitest";
import { recordingsOf } from "./cli/recorded.ts";
import type { Release } from "./releases.ts";
import { normalRecording } from "./session/normal.ts";
import { observe, type Session } from "./session/observe.ts";

/** Recordings that are held to elsewhere, or not at all, and why. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^create-(sigint|sigterm|ctrl-c)/, "signals.test.ts"],
  [/-tty$/, "a terminal: terminal.test.ts"],
  [/^create-slow$/, "it takes twenty seconds for one line"],
  [/^list-debug$/, "what it adds is the log of Nix"],
];

/** Holds the stand-in to the recordings of a release: the same lines on both streams, the same exit codes. */
export function holdToRecordings(release: Release): void {
  describe(`clan of ${release}`, () => {
    const played: { session: Session } = { session: new Map() };
    beforeAll(async () => {
      played.session = await observe(release);
    }, 600_000);
    const cases = recordingsOf(release).filter((it) => !ELSEWHERE.some(([pattern]) => pattern.test(it.case)));
    it.each(cases)("$case: $command", (recording) => {
      expect(played.session.get(recording.case)).toEqual(normalRecording(recording));
    });
  });
}
