/**
 * Every mistake of the catalogue that has a snippet: the bad one is found under the code that says it best, in a clan or alone; the good one
 * has no error when it is asked about by name.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applyFix } from "../support/rulePages.ts";
import { alone, EXPECTED, inClan, type Surrounded } from "../support/ruleVectors.ts";

interface Snippet {
  readonly id: string;
  readonly bad: string;
  readonly good: string;
}

const lines = readFileSync(new URL("../fixtures/vectors/rules.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n");
const snippets = lines.map((line): Snippet => JSON.parse(line));

it("says for each snippet which code is expected", () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(snippets.map(({ id }) => id).sort());
});

const codesOf = async ({ files, judge }: Surrounded, changed = files) => (await judge(changed)).map(({ code }) => code);

describe.each(snippets)("$id", ({ id, bad, good }) => {
  it("bad", async () => {
    const found = [...(await codesOf(inClan(id, bad))), ...(await codesOf(alone(id, bad)))];
    expect(found).toContain(EXPECTED[id]);
  });

  it("good", async () => {
    const { files, judge } = alone(id, good);
    const found = await judge(files);
    const grave = found.filter(({ severity }) => severity === "error");
    expect(grave.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    expect(found.map(({ code }) => code).filter((code) => code === EXPECTED[id])).toEqual([]);
  });

  it.each([
    ["in a clan", inClan],
    ["alone", alone],
  ] as const)("every edit offered %s mends what it is offered for, and brings nothing else", async (_, around) => {
    const before = around(id, bad);
    const found = await before.judge(before.files);
    const codes = found.map(({ code }) => code);
    for (const { code, fixes } of found) {
      for (const fix of fixes) {
        if (fix.edits.length === 0) continue;
        const after = await codesOf(before, applyFix(before.files, fix));
        const count = (list: readonly string[]) => list.filter((it) => it === code).length;
        expect(count(after), `${fix.title} leaves ${code}`).toBeLessThan(count(codes));
        expect(
          after.filter((it) => !codes.includes(it)),
          `${fix.title} for ${code} brings others`,
        ).toEqual([]);
      }
    }
  });
});
