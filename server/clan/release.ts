/** Which clan-core release a clan is judged by: from its flake.lock, from what the user says, or from what its files look like. */

import { isRelease, type Release } from "./releaseData.ts";
import r2024_05 from "./releases/2024-05.json" with { type: "json" };
import r2024_06 from "./releases/2024-06.json" with { type: "json" };
import r2025_03 from "./releases/2025-03.json" with { type: "json" };
import r2025_07 from "./releases/2025-07.json" with { type: "json" };
import r2025_12 from "./releases/2025-12.json" with { type: "json" };
import r2026_08 from "./releases/2026-08.json" with { type: "json" };

const files: readonly unknown[] = [r2024_05, r2024_06, r2025_03, r2025_07, r2025_12, r2026_08];

/** All known releases, oldest first. */
export const releases: readonly Release[] = files.filter(isRelease);

export interface ReleaseInUse {
  /** The newest known release that is not newer than `date`; the oldest one for dates before all. */
  readonly release: Release;
  /** The day of the clan-core in use, YYYY-MM-DD. Compare the days of changes with it. */
  readonly date: string;
  /**
   * What told the release. Only "lock" and "flag" are certain; what depends on the release is a hint with the others. "branch": the lock
   * pins a branch of clan-core other than the main one, whose day does not tell what is in it.
   */
  readonly evidence: "lock" | "branch" | "flag" | "syntax" | "folders" | "newest";
  /** One plain sentence for the user: why this release. */
  readonly text: string;
  /**
   * The release after `release`, where `date` lies between the two: clan-core had some of its options already. See
   * `declarationsOf` in releaseOptions.ts.
   */
  readonly next?: Release;
  /** The name of clan-core's stable release in use, such as 26.05. */
  readonly stable?: string;
}

/** What the lock follows instead of clan-core's main branch. */
export interface Followed {
  readonly kind: "stable" | "branch";
  readonly name: string;
}

/** The release of a name such as "2024-06", or undefined. */
export function releaseNamed(name: string): ReleaseInUse | undefined {
  const release = releases.find((candidate) => candidate.release === name);
  return release === undefined
    ? undefined
    : { release, date: release.date, evidence: "flag", text: `The release ${name} was asked for.` };
}

/** The newest release. */
export function newestRelease(): ReleaseInUse {
  const release = releases.at(-1);
  if (release === undefined) throw new Error("there are no releases");
  return {
    release,
    date: release.date,
    evidence: "newest",
    text: `Nothing tells which clan-core this is for, so the newest known release, ${release.release}, is assumed.`,
  };
}

/** The release in use where flake.lock pins the clan-core of a day (YYYY-MM-DD); `followed` where that is not of the main branch. */
export function releaseOn(date: string, followed?: Followed): ReleaseInUse {
  const after = releases.findIndex((candidate) => candidate.date > date);
  const [oldest] = releases;
  const evidence = followed?.kind === "branch" ? "branch" : "lock";
  if (after === 0 && oldest !== undefined) {
    const text = `clan-core in flake.lock is of ${date}, before the oldest known release, ${oldest.release}.`;
    return { release: oldest, date, evidence, text };
  }
  const release = after === -1 ? newestRelease().release : (releases[after - 1] ?? newestRelease().release);
  const next = after === -1 || release.date === date ? undefined : releases[after];
  return {
    release,
    date,
    evidence,
    text: textOf(date, followed),
    ...(next === undefined ? {} : { next }),
    ...(followed?.kind === "stable" ? { stable: followed.name } : {}),
  };
}

function textOf(date: string, followed: Followed | undefined): string {
  switch (followed?.kind) {
    case undefined:
      return `clan-core in flake.lock is of ${date}.`;
    case "stable":
      return `clan-core in flake.lock is the stable release ${followed.name}.`;
    case "branch":
      return `clan-core in flake.lock is the branch ${followed.name} of ${date}.`;
  }
}
