import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type BorgLocationResult, parseBorgLocation } from "../../server/clan/borgRepo.ts";
import { type BorgParts, hasBorg, locationsByBorg, locationTexts } from "../support/borgLocation.ts";

const vectors = readFileSync(new URL("../fixtures/vectors/borg-location.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => z.looseObject({ location: z.string(), error: z.string().optional() }).parse(JSON.parse(line)));

/** Our parts as borg would print them. */
function partsOf(result: BorgLocationResult): BorgParts | "unknown" {
  if (result.kind === "unknown") return "unknown";
  if (result.kind === "invalid") return null;
  const { proto, user, host, port, path, archive } = result;
  return { proto, user: user ?? null, host: host ?? null, port: port ?? null, path, archive: archive ?? null };
}

test.for(vectors)("$location", ({ location, error, ...parts }) => {
  expect(partsOf(parseBorgLocation(location))).toEqual(error === undefined ? parts : null);
});

describe.skipIf(!hasBorg())(
  "borg is not installed for /usr/bin/python3 (Debian: borgbackup), or: borg's own parser",
  () => {
    test("agrees with the vectors", () => {
      const wanted = vectors.map(({ location: _, error, ...parts }) => (error === undefined ? parts : null));
      expect(locationsByBorg(vectors.map(({ location }) => location))).toEqual(wanted);
    });

    test("agrees with us on generated texts", () => {
      const texts = fc.sample(locationTexts(), { numRuns: Number(process.env["FUZZ_RUNS"] ?? 4000), seed: 1730419201 });
      const byBorg = locationsByBorg(texts);
      const compared = texts.flatMap((text, index) => {
        const ours = partsOf(parseBorgLocation(text));
        return ours === "unknown" ? [] : [{ text, ours, borg: byBorg[index] }];
      });
      expect(compared.filter(({ ours }) => ours !== null).length).toBeGreaterThan(texts.length / 3);
      expect(compared.filter(({ ours }) => ours === null).length).toBeGreaterThan(texts.length / 20);
      expect(compared.filter(({ ours, borg }) => JSON.stringify(ours) !== JSON.stringify(borg))).toEqual([]);
    }, 600_000);
  },
);
