/**
 * Every mistake of the catalogue that has a snippet: the bad one is found under the code that says it best, in a clan or alone; the good one
 * has no error when it is asked about by name.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EXPECTED, judgeAlone, judgeInClan } from "../support/ruleVectors.ts";

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

describe.each(snippets)("$id", ({ id, bad, good }) => {
  it("bad", async () => {
    const found = [...(await judgeInClan(id, bad)), ...(await judgeAlone(id, bad))];
    expect(found.map(({ code }) => code)).toContain(EXPECTED[id]);
  });

  it("good", async () => {
    const found = await judgeAlone(id, good);
    const grave = found.filter(({ severity }) => severity === "error");
    expect(grave.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    expect(found.map(({ code }) => code).filter((code) => code === EXPECTED[id])).toEqual([]);
  });
});
