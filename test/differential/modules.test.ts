import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { modulesArbitrary, OBSERVED, type Verdict, verdictExpression } from "../support/moduleCases.ts";
import { type TestNix, testNix } from "../support/modules.ts";
import { hasUnknown, type Source, verdictOn } from "../support/moduleVerdicts.ts";
import { evaluateJson } from "../support/nixInstantiate.ts";

const fixture = fileURLToPath(new URL("../fixtures/modules/verdicts.json", import.meta.url));
const libFolder = process.env["CLAN_BACKUPS_NIXPKGS_LIB"];
const count = Number(process.env["CLAN_BACKUPS_MODULE_CASES"] ?? 200);
const record = process.env["CLAN_BACKUPS_RECORD"] === "1";

const observation = z.union([
  z.strictObject({ value: z.unknown() }),
  z.strictObject({ absent: z.literal(true) }),
  z.strictObject({ failed: z.literal(true) }),
]);
const verdicts = z.array(z.object({ names: z.boolean(), options: z.record(z.string(), observation) }));
const recordings = z.object({
  /** The lib gives undefined collections their empty value. */
  emptyCollections: z.boolean(),
  cases: z.array(z.array(z.string())),
  verdicts,
});

/** Where our verdict on a case is not the real one. */
interface Difference {
  readonly modules: readonly string[];
  readonly path: string;
  readonly real: unknown;
  readonly ours: unknown;
}

interface Comparison {
  readonly differences: readonly Difference[];
  readonly judged: number;
  /** Paths of which we say nothing, and the real module system finds a mistake there. */
  readonly silent: number;
  /** Paths that have a value which we do not know whole. */
  readonly unknown: number;
}

function compare(
  cases: readonly (readonly string[])[],
  real: z.infer<typeof verdicts>,
  nix: () => TestNix,
  source: Source,
  emptyCollections: boolean,
): Comparison {
  const differences: Difference[] = [];
  let judged = 0;
  let silent = 0;
  let unknown = 0;
  for (const [index, modules] of cases.entries()) {
    const ours: Verdict = verdictOn(modules, nix(), source, emptyCollections);
    const theirs = real[index];
    if (theirs === undefined) throw new Error("a case without a verdict");
    if (ours.names !== theirs.names) differences.push({ modules, path: "", real: theirs.names, ours: ours.names });
    for (const path of OBSERVED) {
      judged++;
      const mine = ours.options[path];
      const other = theirs.options[path];
      // What reads an option with a mistake fails with it; that the mistake is found is seen at the option itself.
      if (path.startsWith("r.") && other !== undefined && "failed" in other && mine !== undefined && "value" in mine) {
        silent++;
        continue;
      }
      if (mine !== undefined && "value" in mine && hasUnknown(mine.value)) {
        if (other !== undefined && "failed" in other) silent++;
        else unknown++;
        continue;
      }
      if (JSON.stringify(sorted(mine)) !== JSON.stringify(sorted(other)))
        differences.push({ modules, path, real: other, ours: mine });
    }
  }
  return { differences, judged, silent, unknown };
}

function sorted(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(sorted);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, sorted(value)]),
  );
}

async function ask(lib: string, cases: readonly (readonly string[])[]): Promise<z.infer<typeof verdicts>> {
  const file = join(mkdtempSync(join(tmpdir(), "modules-")), "verdicts.nix");
  writeFileSync(file, verdictExpression(lib, cases));
  return verdicts.parse(await evaluateJson(file));
}

/** Whether the lib has an option of type `listOf` without a definition be empty. */
function hasEmptyCollections(lib: string): boolean {
  return readFileSync(join(lib, "lib/modules.nix"), "utf8").includes("type.emptyValue ? value");
}

describe("random modules, judged by the real module system", () => {
  let nix: () => TestNix;
  beforeAll(async () => {
    nix = await testNix();
  });

  const sources: readonly Source[] = ["module", "data"];
  const recorded = existsSync(fixture) ? recordings.array().parse(JSON.parse(readFileSync(fixture, "utf8"))) : [];

  it.each(sources)("agree with the verdicts on record, options from %s", (source) => {
    let judged = 0;
    for (const { cases, verdicts: real, emptyCollections } of recorded) {
      const result = compare(cases, real, nix, source, emptyCollections);
      expect(result.differences).toEqual([]);
      // Silence where there is a mistake is for what reads another option that has one; it must stay the exception.
      if (source === "data") expect(result.silent / result.judged).toBeLessThan(0.005);
      judged += cases.length;
    }
    expect(judged).toBeGreaterThan(100);
  });

  const title = "agree with lib.evalModules on new ones";
  if (libFolder === undefined) it.skip(`${title} (CLAN_BACKUPS_NIXPKGS_LIB names no checkout of nixpkgs.lib)`);
  else
    it(title, { timeout: 1_200_000 }, async () => {
      const seed = Number(process.env["CLAN_BACKUPS_SEED"] ?? Date.now() % 1_000_000);
      const cases = fc.sample(modulesArbitrary, { numRuns: count, seed });
      const emptyCollections = hasEmptyCollections(libFolder);
      const real: z.infer<typeof verdicts> = [];
      for (let at = 0; at < cases.length; at += 200) real.push(...(await ask(libFolder, cases.slice(at, at + 200))));
      for (const source of sources) {
        const { differences, ...figures } = compare(cases, real, nix, source, emptyCollections);
        console.info(
          JSON.stringify({ seed, source, cases: cases.length, differences: differences.length, ...figures }),
        );
        if (!record) expect(differences.slice(0, 5)).toEqual([]);
      }
      if (record) {
        const others = recorded.filter((item) => item.emptyCollections !== emptyCollections);
        writeFileSync(fixture, JSON.stringify([...others, { emptyCollections, cases, verdicts: real }]));
      }
    });
});
