/** Every module with a verdict of the real module system, through `check` as a user runs it: one file, told what it is by its content. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkPath } from "../../server/languageService.ts";
import { createNodeFiles } from "../../server/nodeFiles.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";
import { testParser, testShell } from "../support/nixParser.ts";
import { readVerdict } from "../support/verdict.ts";

const folder = fileURLToPath(new URL("../fixtures/oracle", import.meta.url));

/** The codes that stand for a kind of the verdicts. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  "unknown-option": ["unknown-option"],
  type: ["wrong-type"],
  required: ["missing-option"],
  readonly: ["read-only-option"],
  conflict: ["conflicting-definitions"],
  parse: ["syntax-error"],
  other: ["evaluation-error", "unsupported-attribute", "removed-option", "unknown-role"],
};

describe.each(["good", "bad"])("%s", (kind) => {
  for (const name of readdirSync(`${folder}/${kind}`).filter((file) => file.endsWith(".nix"))) {
    it(name, async () => {
      const path = `${folder}/${kind}/${name}`;
      const verdict = readVerdict(readFileSync(path.replace(/\.nix$/, ".json"), "utf8"));
      const files = createNodeFiles({ roots: [`${folder}/${kind}`] });
      const settings = { ...DEFAULT_SETTINGS, release: verdict.release };
      const { findings } = checkPath(path, { files, parser: await testParser(), shell: await testShell(), settings });
      const found = findings.map(({ code, option }) => `${code} ${option ?? ""}`);
      for (const { kind: wanted, option } of verdict.errors) {
        const answers = (CODES[wanted] ?? []).map((code) => `${code} ${option ?? ""}`);
        const matches = found.filter((line) =>
          option === null ? answers.some((answer) => line.startsWith(answer)) : answers.includes(line),
        );
        expect(matches, `${wanted} at ${option} among ${found.join(", ")}`).not.toHaveLength(0);
      }
      const named = new Set(verdict.errors.map(({ option }) => option));
      if (!named.has(null)) {
        const extra = findings.filter(({ severity, option }) => severity === "error" && !named.has(option ?? null));
        expect(extra.map(({ code, option }) => `${code} ${option}`)).toEqual([]);
      }
    });
  }
});
