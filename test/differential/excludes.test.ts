/** What is said of exclude patterns is what borg does with them. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { quoted } from "../../server/rules/fixes.ts";
import { savedByBorg } from "../support/borgExcludes.ts";
import { hasBorg } from "../support/borgLocation.ts";
import { clanOf, judgeClan } from "../support/rulePages.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-excludes-")));
afterAll(() => rmSync(root, { recursive: true }));

const FILES = [
  ...["var/lib/app/data.db", "var/lib/app/cache/x.tmp", "var/lib/app/cache/.hidden", "var/lib/app/node_modules/a/b.js"],
  ...["var/lib/app/with space/f", "var/lib/app/[odd]/g", "var/lib/app/~/h", "var/lib/app/$HOME/i", 'var/lib/app/"q"/j'],
  ...["srv/media/a.mp4", "srv/media/.cache/b", "home/ann/.cache/z", "home/ann/Documents/d", "home/bob/result"],
];

const FOLDER_SETS = [
  ["var/lib/app", "srv/media"],
  ["var", "home/ann/"],
  ["home", "var/lib/app/cache", "srv/../srv/media"],
];

/** Patterns as people write them, and worse. */
function patterns(): fc.Arbitrary<string> {
  const [, first = ""] = root.split("/");
  const names = [
    "var",
    "lib",
    "app",
    "cache",
    "srv",
    "media",
    "home",
    "ann",
    "node_modules",
    ".cache",
    "data.db",
    first,
  ];
  const piece = fc.constantFrom(
    ...names,
    "*",
    "**",
    "?",
    "[ab]",
    "*.tmp",
    "..",
    ".",
    "~",
    "$HOME",
    "with space",
    "",
    "result",
  );
  const start = fc.constantFrom(
    "",
    "",
    "/",
    `${root}/`,
    `${root}/`,
    `${root.slice(1)}/`,
    "./",
    "*/",
    "**/",
    "~/",
    "$HOME/",
    " ",
    " /",
    `${root}/../`,
  );
  const style = fc.constantFrom("", "", "", "", "", "fm:", "sh:", "sh:", "pp:", "pf:", "re:", "xx:");
  const end = fc.constantFrom("", "", "", "/", "/*", "/**", " ", "#");
  const real = fc.constantFrom(...FILES.flatMap((file) => [file, dirname(file), dirname(dirname(file))]));
  const path = fc.oneof(
    real,
    fc.array(piece, { maxLength: 4 }).map((parts) => parts.join("/")),
  );
  const quote = fc.constantFrom("", "", "", "", '"', "'");
  return fc
    .tuple(quote, style, start, path, end)
    .map(([mark, kind, before, middle, after]) => `${mark}${kind}${before}${middle}${after}${mark}`);
}

/** The code that is told for each pattern, which all stand in the module of one machine. */
async function codesFor(texts: readonly string[], folders: readonly string[]): Promise<(string | undefined)[]> {
  const lines = texts.map((text) => `      ${quoted(text)}\n`).join("");
  const head = `{ ... }:\n{\n  clan.borgbackup.destinations.nas.repo = "borg@nas.example.org:.";\n`;
  const state = `  clan.core.state.app.folders = [ ${folders.map(quoted).join(" ")} ];\n`;
  const files = clanOf(`${head}${state}  clan.borgbackup.exclude = [\n${lines}  ];\n}\n`);
  const found = await judgeClan(files, "2025-03");
  const [, module = ""] = [...files].find(([, text]) => text.includes(lines)) ?? [];
  const firstLine = module.slice(0, module.indexOf(lines)).split("\n").length - 1;
  return texts.map((_, index) => {
    const own = found.filter(({ range, code }) => range.start.line === firstLine + index && code.includes("exclude"));
    return own[0]?.code;
  });
}

describe.skipIf(!hasBorg())("borg is not installed for /usr/bin/python3 (Debian: borgbackup), or: with borg", () => {
  for (const file of FILES) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }

  test.for(FOLDER_SETS.map((names) => ({ names })))(
    "a pattern does what is said of it: $names",
    { timeout: 300_000 },
    async ({ names }) => {
      const folders = names.map((name) => `${root}/${name}`);
      const runs = Number(process.env["FUZZ_RUNS"] ?? 200);
      const texts = [...new Set(fc.sample(patterns(), { numRuns: runs, seed: 20240621 }))];
      const base = mkdtempSync(join(tmpdir(), "clan-backups-borg-"));
      const [all, ...saved] = savedByBorg(["/nowhere", ...texts], folders, base);
      rmSync(base, { recursive: true });
      const codes = await codesFor(texts, folders);
      const wrong = texts.flatMap((text, index) => {
        const code = codes[index];
        const left = saved[index];
        if (code === undefined || left === undefined) return [];
        // Whatever is said to be left out, or not, borg must take the pattern at all.
        const isCover = code === "exclude-covers-folder";
        const isTrue = isCover
          ? folders.some((folder) => !left?.some((file) => file.startsWith(folder.replace(/\/*$/, "/"))))
          : JSON.stringify(left) === JSON.stringify(all);
        return isTrue ? [] : [{ text, code, left }];
      });
      expect(wrong).toEqual([]);
      const told = new Map<string, number>();
      for (const code of codes) if (code !== undefined) told.set(code, (told.get(code) ?? 0) + 1);
      for (const code of ["unanchored-exclude", "quoted-exclude", "unexpanded-exclude", "exclude-outside-folders"])
        expect(told.get(code), code).toBeGreaterThan(runs / 200);
      expect(told.get("exclude-covers-folder")).toBeGreaterThan(0);
    },
  );
});
