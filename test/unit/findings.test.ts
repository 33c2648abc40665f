import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createLanguageService } from "../../server/languageService.ts";
import { betweenRules, machineRules } from "../../server/rules/list.ts";
import { asMark, FIXTURE_ROOT, parseFixture, sortMarks } from "../support/fixture.ts";
import { memoryFiles } from "../support/memoryFiles.ts";
import { testParser } from "../support/nixParser.ts";

const ofRules = new Set([...machineRules, ...betweenRules].map(({ code }) => code));
const folder = new URL("../fixtures/findings/", import.meta.url);

describe("findings in whole clans", () => {
  for (const name of readdirSync(folder)) {
    it(name, async () => {
      const { files, expected } = parseFixture(readFileSync(new URL(name, folder), "utf8"));
      const service = createLanguageService({ files: memoryFiles(files), parser: await testParser() });
      service.setFolders([FIXTURE_ROOT]);
      // A rule speaks where a fixture marks it; its own examples are on its page.
      const marked = new Set(expected.map(({ code }) => code));
      const found = [...service.allFindings().values()]
        .flat()
        .filter(({ code }) => marked.has(code) || !ofRules.has(code));
      service.dispose();
      expect(files.size, "a fixture has files").toBeGreaterThan(0);
      expect(sortMarks(found.map((finding) => asMark(finding, expected)))).toEqual(sortMarks(expected));
    });
  }
});
