/** What a checker of scripts says is told at the right place of the Nix file, and only what is certain. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Finding } from "../../server/finding.ts";
import { checkPath, createLanguageService, type LanguageService } from "../../server/languageService.ts";
import type { ScriptChecker, ScriptProblem } from "../../server/shell/scriptChecker.ts";
import { problemsFrom } from "../../server/shell/shellcheckOutput.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";
import { memoryFiles } from "../support/memoryFiles.ts";
import { testParser, testShell } from "../support/nixParser.ts";

const FILE = "/clan/module.nix";

const moduleWith = (script: string) =>
  `{ pkgs, ... }:\n{\n  clan.core.state.app = {\n    folders = [ "/var/lib/app" ];\n    preBackupScript = ${script};\n  };\n}\n`;

/** A checker that has a problem with every word that begins with BAD. */
class BadWords implements ScriptChecker {
  readonly texts: string[] = [];
  readonly #problem: Partial<ScriptProblem>;

  constructor(problem: Partial<ScriptProblem> = {}) {
    this.#problem = problem;
  }

  problemsIn(text: string): readonly ScriptProblem[] {
    this.texts.push(text);
    return [...text.matchAll(/BAD\S*/g)].map(({ index, 0: word }) => ({
      code: 2045,
      level: "warning",
      message: "Do not.",
      start: index,
      end: index + word.length,
      ...this.#problem,
    }));
  }
}

async function judge(text: string, scripts: ScriptChecker, settings = DEFAULT_SETTINGS): Promise<readonly Finding[]> {
  const parts = { files: memoryFiles(new Map([[FILE, text]])), parser: await testParser(), shell: await testShell() };
  return checkPath(FILE, { ...parts, scripts, settings }).findings.filter(({ code }) => code === "shellcheck");
}

/** What is written in `text` at the range of each finding. */
function placesIn(text: string, findings: readonly Finding[]): string[] {
  const lines = text.split("\n");
  const offsetOf = ({ line, character }: Finding["range"]["start"]) =>
    lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0) + character;
  return findings.map(({ range }) => text.slice(offsetOf(range.start), offsetOf(range.end)));
}

it("judges the script as it will run, and tells it where it is written", async () => {
  const scripts = new BadWords();
  const text = moduleWith("''\n      echo a\n        BADone ''${x} $'''BADtwo\n    ''");
  const findings = await judge(text, scripts);
  expect(scripts.texts).toEqual(["#!/usr/bin/env bash\nset -eu -o pipefail\necho a\n  BADone ${x} $''BADtwo\n"]);
  expect(placesIn(text, findings)).toEqual(["BADone", "BADtwo"]);
  expect(findings[0]).toMatchObject({
    severity: "warning",
    message: "ShellCheck SC2045: Do not.",
    option: "clan.core.state.app.preBackupScript",
  });
});

it("maps every place through indentation, escapes and interpolations", async () => {
  const piece = fc.constantFrom(
    "a ",
    "\n      ",
    "\n   ",
    "\t",
    "''${y}",
    "'''",
    "''\\n",
    "\n",
    "é💾 ",
    "${pkgs.hello} ",
    "$$",
    "# ",
  );
  const words = fc.array(fc.tuple(piece, fc.boolean()), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(words, async (pieces) => {
      let count = 0;
      const body = pieces.map(([text, isBad]) => (isBad ? `${text} BAD${count++} ` : text)).join("");
      const text = moduleWith(`''${body} end''`);
      const found = placesIn(text, await judge(text, new BadWords()));
      expect(found).toEqual(Array.from({ length: count }, (_, index) => `BAD${index}`));
    }),
    { numRuns: 150 },
  );
});

it("tells a problem that holds an escape from its first to its last character", async () => {
  const text = moduleWith('"echo BAD\\"quoted\\" x"');
  expect(placesIn(text, await judge(text, new BadWords()))).toEqual(['BAD\\"quoted\\"']);
});

it("says nothing of what an interpolation decides", async () => {
  const near = moduleWith('"BAD${pkgs.hello}/bin BAD_alone"');
  expect(placesIn(near, await judge(near, new BadWords()))).toEqual(["BAD_alone"]);
  const text = moduleWith('"${pkgs.hello}\\n BAD"');
  expect(await judge(text, new BadWords({ code: 1072, level: "error" }))).toEqual([]);
  expect(await judge(text, new BadWords({ code: 2050 }))).toEqual([]);
  expect(await judge(moduleWith('"x\\n BAD"'), new BadWords({ code: 1072, level: "error" }))).toHaveLength(1);
});

it("leaves out what is true of every hook, and what is said of its first lines", async () => {
  expect(await judge(moduleWith('"BAD"'), new BadWords({ code: 2154 }))).toEqual([]);
  expect(await judge(moduleWith('"BAD"'), new BadWords({ start: 0, end: 3 }))).toEqual([]);
});

it.each([
  ["error", "warning"],
  ["warning", "warning"],
  ["info", "info"],
  ["style", "info"],
] as const)("what ShellCheck calls %s is %s", async (level, severity) => {
  expect(await judge(moduleWith('"BAD"'), new BadWords({ level }))).toMatchObject([{ severity }]);
});

it("can be switched off, by the setting and by a comment, which is never called useless", async () => {
  const scripts = new BadWords();
  expect(await judge(moduleWith('"BAD"'), scripts, { ...DEFAULT_SETTINGS, shellcheck: false })).toEqual([]);
  expect(scripts.texts).toEqual([]);
  const ignoring = moduleWith("''\n      # clan-backups: ignore shellcheck\n      BAD\n    ''");
  expect(await judge(ignoring, scripts)).toEqual([]);
  const unused = moduleWith('"good" /* # clan-backups: ignore shellcheck */');
  const parts = { files: memoryFiles(new Map([[FILE, unused]])), parser: await testParser() };
  expect(checkPath(FILE, { ...parts, settings: DEFAULT_SETTINGS }).findings.map(({ code }) => code)).not.toContain(
    "unused-ignore",
  );
});

it("keeps what is known for the text that is open now", async () => {
  const known = new Map<string, readonly ScriptProblem[]>();
  const asked: string[] = [];
  const problemsIn = (text: string) => {
    if (!known.has(text)) asked.push(text);
    return known.get(text);
  };
  const service: LanguageService = createLanguageService({
    files: memoryFiles(new Map()),
    parser: await testParser(),
    scripts: { problemsIn },
  });
  const codes = () => service.findingsIn(FILE).filter(({ code }) => code === "shellcheck").length;
  service.openDocument(FILE, moduleWith('"BAD"'));
  expect(codes()).toBe(0);
  const [first = ""] = asked;
  service.takeStale();
  service.openDocument(FILE, moduleWith('"GOOD"'));
  service.findingsIn(FILE);
  service.takeStale();
  known.set(first, new BadWords().problemsIn(first));
  expect(service.scriptsJudged()).toBe(true);
  expect(service.takeStale()).toEqual([FILE]);
  expect(codes()).toBe(0);
  service.openDocument(FILE, moduleWith('"BAD"'));
  expect(codes()).toBe(1);
  known.set(asked.at(-1) ?? "", []);
  service.scriptsJudged();
  expect(service.scriptsJudged()).toBe(false);
  service.dispose();
});

it("reads what ShellCheck prints, and nothing else", () => {
  const comment = { line: 2, column: 3, endLine: 2, endColumn: 5, level: "style", code: 2006, message: "m" };
  const output = (...comments: unknown[]) => JSON.stringify({ comments });
  expect(problemsFrom(output(comment), "a\n💾 ${x}")).toEqual([
    { code: 2006, level: "style", message: "m", start: 5, end: 7 },
  ]);
  expect(problemsFrom(output({ ...comment, line: 9, endLine: 9 }), "ab\nc")).toMatchObject([{ start: 4, end: 4 }]);
  expect(problemsFrom(output(), "")).toEqual([]);
  for (const text of ["", "{}", "[]", "null", '{"comments":{}}', output(1), output({ ...comment, level: "loud" })])
    expect(problemsFrom(text, "a\nb c d e")).toBeUndefined();
  fc.assert(
    fc.property(fc.json(), fc.string(), (json, text) => {
      problemsFrom(json, text);
      problemsFrom(`{"comments":[${json}]}`, text);
    }),
  );
});
