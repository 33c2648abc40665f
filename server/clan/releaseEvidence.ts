/**
 * The release that a clan without a readable flake.lock is written for, told by what its files say and by its folders.
 * Days are those of clan-core's history on which a thing appeared or stopped working.
 */
import { newestRelease, type ReleaseInUse, releases } from "./release.ts";

interface Meaning {
  readonly kind: "syntax" | "folders";
  /** The first day on which it works. */
  readonly since?: string;
  /** The first day on which it no longer works. */
  readonly until?: string;
  /** The first day on which nobody would write it any more, though it works. */
  readonly unusualSince?: string;
  /** For the sentence "…, as in 2024-06." */
  readonly text: string;
}

const meanings = {
  "clanCore.": { kind: "syntax", unusualSince: "2024-08-01", text: "clanCore is the name before 2024-06-18" },
  "clan facts": { kind: "syntax", until: "2025-12-09", unusualSince: "2025-08-01", text: "clan facts is used" },
  "clan.core.facts": { kind: "syntax", since: "2024-06-18", until: "2025-12-09", text: "clan.core.facts is used" },
  "clanModules.": { kind: "syntax", until: "2025-08-14", text: "modules of clanModules are imported" },
  "clan.<module>.": { kind: "syntax", until: "2025-08-14", text: "options of clanModules are set" },
  "clan.core.vars": { kind: "syntax", since: "2024-07-09", text: "clan.core.vars is used" },
  "clan.core.settings": { kind: "syntax", since: "2024-12-31", text: "clan.core.settings is used" },
  "clan.core.postgresql": { kind: "syntax", since: "2025-07-29", text: "clan.core.postgresql is used" },
  "inventory.services": {
    kind: "syntax",
    since: "2024-06-25",
    until: "2026-05-29",
    text: "inventory.services is used",
  },
  "inventory.instances": { kind: "syntax", since: "2025-03-29", text: "inventory.instances is used" },
  "machines/<m>/facts/": {
    kind: "folders",
    until: "2025-12-09",
    // Since then the borgbackup module reads vars.
    unusualSince: "2025-01-16",
    text: "facts are kept below machines/",
  },
  "machines/<m>/vars/": {
    kind: "folders",
    since: "2024-07-09",
    until: "2024-09-03",
    text: "vars are kept below machines/",
  },
  "vars/per-machine/": { kind: "folders", since: "2024-09-03", text: "vars are kept below vars/per-machine/" },
} as const satisfies Readonly<Record<string, Meaning>>;

/** What a caller may find in a clan. */
export type Evidence = keyof typeof meanings;

export const allEvidence: readonly Evidence[] = [
  "clanCore.",
  "clan facts",
  "clan.core.facts",
  "clanModules.",
  "clan.<module>.",
  "clan.core.vars",
  "clan.core.settings",
  "clan.core.postgresql",
  "inventory.services",
  "inventory.instances",
  "machines/<m>/facts/",
  "machines/<m>/vars/",
  "vars/per-machine/",
];

const forever = "9999-12-31";

/**
 * The release that fits what was found: the newest in which all of it works and is usual, else the newest in which all of
 * it works. Where things contradict each other, as half-way through a migration, the newer things count. The newest
 * release when nothing was found.
 */
export function releaseFromEvidence(found: readonly Evidence[]): ReleaseInUse {
  const facts: readonly Meaning[] = [...new Set(found)].map((name) => meanings[name]);
  const since = latest(facts.map((fact) => fact.since ?? ""));
  const usual = (fact: Meaning): string => earliest([fact.until ?? forever, fact.unusualSince ?? forever]);
  const works = (fact: Meaning): string => fact.until ?? forever;
  for (const end of [usual, works]) {
    const until = earliest(facts.map(end));
    const release = releases.findLast((candidate) => since <= candidate.date && candidate.date < until);
    const telling = facts.find((fact) => (until === forever ? (fact.since ?? "") === since : end(fact) === until));
    if (release !== undefined && telling !== undefined) return inUse(release, telling);
  }
  const release = releases.find((candidate) => since <= candidate.date);
  const telling = facts.find((fact) => fact.since === since);
  return release === undefined || telling === undefined ? newestRelease() : inUse(release, telling);
}

function inUse(release: ReleaseInUse["release"], { kind, text }: Meaning): ReleaseInUse {
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}, so clan-core of ${release.release} is assumed.`;
  return { release, date: release.date, evidence: kind, text: sentence };
}

const latest = (days: readonly string[]): string => days.reduce((a, b) => (a > b ? a : b), "");
const earliest = (days: readonly string[]): string => days.reduce((a, b) => (a < b ? a : b), forever);
