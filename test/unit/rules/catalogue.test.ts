/** Each number of the catalogue in further writings, for the times it speaks of; every edit that is offered mends. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../server/finding.ts";
import { catalogueCases, judgeCase } from "../../support/catalogue.ts";
import { applyFix } from "../../support/rulePages.ts";

const folder = new URL("../../fixtures/catalogue/", import.meta.url);

describe.each(readdirSync(folder))("%s", (name) => {
  it.each([...catalogueCases(new URL(name, folder))])("$title", async ({ isBad, codes, files }) => {
    const found = await judgeCase(files);
    const all = found.map(({ code }) => code);
    const own = all.filter((code) => codes.includes(code));
    if (!isBad) expect(own).toEqual([]);
    else expect(all).toEqual(expect.arrayContaining([...codes]));
    for (const { code, fixes } of found) {
      for (const fix of fixes) {
        const after = await judgeCase(applyFix(files, fix));
        const count = (list: readonly Finding[]) => list.filter((it) => it.code === code).length;
        expect(count(after), `${fix.title} leaves ${code}`).toBeLessThan(count(found));
        // What Clan understands again may give information that was not there before.
        const grave = after.filter(({ severity }) => severity === "error" || severity === "warning");
        expect(
          grave.map((it) => it.code).filter((it) => !all.includes(it)),
          `${fix.title} for ${code} brings others`,
        ).toEqual([]);
      }
    }
  });
});
