import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { releases } from "../../server/clan/release.ts";
import { allEvidence, type Evidence, releaseFromEvidence } from "../../server/clan/releaseEvidence.ts";
import { clanCoreDate, releaseFromLock } from "../../server/clan/releaseLock.ts";

const seconds = (date: string): number => Date.parse(`${date}T12:00:00Z`) / 1000;
const locked = (date: string) => ({ lastModified: seconds(date), rev: "0".repeat(40), type: "tarball" });
const lock = (nodes: Readonly<Record<string, unknown>>, root = "root"): string =>
  JSON.stringify({ nodes, root, version: 7 });

describe("releaseFromLock", () => {
  it("reads the input clan-core, whatever its node is called", () => {
    const text = lock({
      "clan-core": { locked: locked("2026-08-01") },
      "clan-core_2": { locked: locked("2024-06-20") },
      other: { inputs: { "clan-core": "clan-core" } },
      root: { inputs: { "clan-core": "clan-core_2", other: "other" } },
    });
    expect(releaseFromLock(text)).toMatchObject({
      date: "2024-06-20",
      release: { release: "2024-05" },
      evidence: "lock",
    });
  });

  it("follows a path of inputs from the root", () => {
    const text = lock({
      core: { locked: locked("2025-04-01") },
      infra: { inputs: { shared: ["mid"] } },
      mid: { inputs: { "clan-core": "core" } },
      root: { inputs: { "clan-core": ["infra", "shared", "clan-core"], infra: "infra", mid: "mid" } },
    });
    expect(clanCoreDate(text)).toBe("2025-04-01");
  });

  it.each([
    [{ type: "tarball", url: "https://git.clan.lol/clan/clan-core/archive/main.tar.gz" }],
    [{ type: "git", url: "ssh://git@git.clan.lol/clan/clan-core.git" }],
    [{ type: "github", owner: "clan-lol", repo: "clan-core" }],
    [{ type: "gitea", host: "git.clan.lol", owner: "clan", repo: "clan-core" }],
    [{ type: "git", url: "https://github.com/clan-lol/clan-core" }],
  ])("knows clan-core under another name by its source %j", (original) => {
    const text = lock({
      c: { original, locked: locked("2025-07-20") },
      root: { inputs: { clan: "c", gone: "nowhere" } },
    });
    expect(clanCoreDate(text)).toBe("2025-07-20");
  });

  it.each([
    ["2026-08-22", "https://git.clan.lol/clan/clan-core/archive/26.05.tar.gz", "2026-05-31"],
    ["2026-04-14", "https://git.clan.lol/clan/clan-core/archive/25.11.zip", "2025-11-30"],
    ["2026-05-20", "https://git.clan.lol/clan/clan-core/archive/26.05.tar.gz", "2026-05-20"],
  ])("takes a stable release locked on %s from %s for the main branch of %s", (day, url, date) => {
    const node = { original: { type: "tarball", url }, locked: locked(day) };
    const found = releaseFromLock(lock({ c: node, root: { inputs: { "clan-core": "c" } } }));
    expect(found).toMatchObject({ date, evidence: "lock", stable: /\d\d\.\d\d/.exec(url)?.[0] });
    expect(found?.text).toBe(`clan-core in flake.lock is the stable release ${found?.stable}.`);
  });

  it.each([
    [{ type: "git", url: "https://git.clan.lol/clan/clan-core", ref: "try-something" }, "branch"],
    [{ type: "tarball", url: "https://git.clan.lol/someone/clan-core/archive/patches.zip" }, "branch"],
    [{ type: "git", url: "https://git.clan.lol/clan/clan-core", ref: "refs/heads/main" }, "lock"],
    [{ type: "git", url: "https://git.clan.lol/clan/clan-core?shallow=1", ref: "main" }, "lock"],
    [{ type: "tarball", url: "https://git.clan.lol/clan/clan-core/archive/main.tar.gz" }, "lock"],
    [{ type: "tarball", url: `https://git.clan.lol/clan/clan-core/archive/${"ab".repeat(20)}.tar.gz` }, "lock"],
    [undefined, "lock"],
  ])("is as sure of the day of %j as its branch allows", (original, evidence) => {
    const node = { original, locked: locked("2026-03-01") };
    const found = releaseFromLock(lock({ c: node, root: { inputs: { "clan-core": "c" } } }));
    expect(found).toMatchObject({ date: "2026-03-01", evidence });
  });

  it.each([
    [{ type: "git", url: "https://git.clan.lol/clan/clan-core-docs" }],
    [{ type: "github", owner: "someone", repo: "clan-core" }],
    [{ type: "github", owner: "clan-lol", repo: "nixos-images" }],
  ])("takes %j for another flake", (original) => {
    expect(
      clanCoreDate(lock({ c: { original, locked: locked("2025-07-20") }, root: { inputs: { x: "c" } } })),
    ).toBeUndefined();
  });

  it.each([
    ["a path that leads to itself", lock({ root: { inputs: { "clan-core": ["clan-core"] } } })],
    ["two paths in a circle", lock({ root: { inputs: { "clan-core": ["b"], b: ["clan-core"] } } })],
    ["no time", lock({ c: { locked: {} }, root: { inputs: { "clan-core": "c" } } })],
    ["a time of 1970", lock({ c: { locked: { lastModified: 1 } }, root: { inputs: { "clan-core": "c" } } })],
    [
      "an endless time",
      `{"nodes":{"c":{"locked":{"lastModified":1e999}},"root":{"inputs":{"clan-core":"c"}}},"root":"root"}`,
    ],
    ["no root", lock({ c: { locked: locked("2025-07-20") } })],
    ["a cut file", '{"nodes":{"clan-core":{"locked":'],
    ["deep nesting", "[".repeat(200_000)],
    ["more than is read", `"${"x".repeat(8_000_001)}"`],
    ["nothing", ""],
  ])("gives nothing for %s", (_, text) => {
    expect(releaseFromLock(text)).toBeUndefined();
  });

  it("never throws on any JSON or text", () => {
    const anyLock = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom("root", "clan-core", "a", 1e9, -1, null),
        tie("list"),
        tie("set"),
      ),
      list: fc.array(tie("value"), { maxLength: 3 }),
      set: fc.dictionary(
        fc.constantFrom("nodes", "root", "inputs", "clan-core", "a", "locked", "lastModified", "__proto__", "original"),
        tie("value"),
      ),
    }));
    fc.assert(
      fc.property(
        fc.oneof(
          anyLock.set.map((value) => JSON.stringify(value)),
          fc.string(),
          fc.json(),
        ),
        (text) => {
          const found = releaseFromLock(text);
          expect(found === undefined || /^\d{4}-\d\d-\d\d$/.test(found.date)).toBe(true);
        },
      ),
    );
  });

  it("finds the day behind any chain of follows", () => {
    const day = fc.date({ min: new Date("2023-06-01"), max: new Date("2030-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 40 }), (date, length) => {
        const hops = Array.from({ length }, (_, at) => [`hop${at}`, at === length - 1 ? "core" : [`hop${at + 1}`]]);
        const text = lock({
          core: { locked: { lastModified: Math.floor(date.getTime() / 1000) } },
          root: { inputs: { ...Object.fromEntries(hops), "clan-core": length === 0 ? "core" : ["hop0"] } },
        });
        expect(clanCoreDate(text)).toBe(date.toISOString().slice(0, 10));
      }),
    );
  });
});

describe("releaseFromEvidence", () => {
  const cases: [readonly Evidence[], string, string][] = [
    [[], "2026-08", "newest"],
    [["clanCore."], "2024-06", "syntax"],
    [["clanCore.", "clanModules.", "machines/<m>/facts/"], "2024-06", "syntax"],
    [["machines/<m>/facts/"], "2024-06", "folders"],
    [["clanModules."], "2025-07", "syntax"],
    [["clanModules.", "clan.core.vars", "vars/per-machine/"], "2025-07", "syntax"],
    [["clan.core.facts"], "2025-12", "syntax"],
    [["inventory.services"], "2025-12", "syntax"],
    [["inventory.services", "clanModules."], "2025-07", "syntax"],
    [["inventory.instances"], "2026-08", "syntax"],
    [["vars/per-machine/"], "2026-08", "folders"],
    [["inventory.instances", "clan.core.vars", "vars/per-machine/"], "2026-08", "syntax"],
    // clanCore still works today, so what is newer decides.
    [["inventory.instances", "clanCore."], "2026-08", "syntax"],
    // Half-way through a migration.
    [["inventory.instances", "machines/<m>/facts/"], "2025-12", "folders"],
    [["clan.core.postgresql", "clanModules."], "2025-12", "syntax"],
  ];
  it.each(cases)("%j is %s by %s", (found, release, kind) => {
    expect(releaseFromEvidence(found)).toMatchObject({ release: { release }, evidence: kind });
    expect(releaseFromEvidence([...found].reverse()).release.release).toBe(release);
  });

  it("always gives a known release and a reason", () => {
    fc.assert(
      fc.property(fc.subarray([...allEvidence]), (found) => {
        const { release, date, text } = releaseFromEvidence(found);
        expect(releases).toContain(release);
        expect(date).toBe(release.date);
        expect(text).toMatch(/^[A-Z].*\.$/);
      }),
    );
  });
});
