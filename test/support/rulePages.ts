/**
 * The pages of rules are tests. In docs/rules/<code>.md a block ```` ```nix bad ```` must have the finding and ```` ```nix good ```` must not. Words
 * behind: a release (`2024-06`; without one it is the newest) and `also=<code>,<code>` for further warnings and errors that a bad example has.
 * A block is the configuration of the machine `m`, or a clan.nix when it looks like one, or several files that begin with `#- /path`.
 */

import type { Finding, Fix } from "../../server/finding.ts";
import { checkPath, checkWithScripts } from "../../server/languageService.ts";
import { LineIndex } from "../../server/nix/source.ts";
import type { Shellcheck } from "../../server/shellcheck.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";
import { memoryFiles } from "./memoryFiles.ts";
import { testParser, testShell } from "./nixParser.ts";

export interface PageBlock {
  /** Line of the page from 1, for people. */
  readonly line: number;
  readonly kind: "bad" | "good";
  readonly release: string;
  readonly also: readonly string[];
  readonly text: string;
}

/** The marked blocks of a page. */
export function blocksOf(page: string): readonly PageBlock[] {
  return [...page.matchAll(/^```nix (bad|good)(.*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, kind, words = "", text = ""] = match;
    const also = /\balso=(\S+)/.exec(words)?.[1]?.split(",") ?? [];
    return {
      line: page.slice(0, match.index).split("\n").length,
      kind: kind === "good" ? "good" : "bad",
      release: /\b\d{4}-\d{2}\b/.exec(words)?.[0] ?? "2026-08",
      also,
      text,
    };
  });
}

const ROOT = "/clan";

/** The files of a block, with a flake around them that makes their machines. */
export function clanOf(text: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const part of `\n${text}`.split(/\n#- (?=\/)/).slice(1)) {
    const [name = "", ...lines] = part.split("\n");
    files.set(`${ROOT}${name.trim()}`, lines.join("\n"));
  }
  if (files.size === 0) {
    const isClan = /^\s*(inventory|instances)\b|^\s*[{]\s*(inventory|instances)\b/m.test(text);
    files.set(isClan ? `${ROOT}/clan.nix` : `${ROOT}/machines/m/configuration.nix`, text);
  }
  if (!files.has(`${ROOT}/flake.nix`)) files.set(`${ROOT}/flake.nix`, flakeFor(files));
  return files;
}

function flakeFor(files: ReadonlyMap<string, string>): string {
  const machines = [...files.keys()].flatMap(
    (file) => /^\/clan\/machines\/([^/]+)\/configuration\.nix$/.exec(file)?.[1] ?? [],
  );
  const imports = files.has(`${ROOT}/clan.nix`) ? "imports = [ ./clan.nix ];" : "";
  const made = machines.map(
    (name) => `machines.${name}.imports = [ ./machines/${name}/configuration.nix ${modulesFor(name, files)} ];`,
  );
  return `{
    inputs.clan-core.url = "git+https://git.clan.lol/clan/clan-core";
    outputs = { self, clan-core, ... }: {
      clan = clan-core.lib.buildClan { directory = self; meta.name = "page"; ${imports} ${made.join(" ")} };
    };
  }`;
}

/** The modules of clan-core whose options the machine `name` or a file of all machines sets. */
function modulesFor(name: string, files: ReadonlyMap<string, string>): string {
  const others = [...files].filter(([file]) => !/\/machines\/[^/]+\/configuration\.nix$/.test(file));
  const texts = [files.get(`${ROOT}/machines/${name}/configuration.nix`), ...others.map(([, text]) => text)];
  const modules = ["borgbackup", "localbackup"].filter((module) =>
    texts.some((text) => text?.includes(`clan.${module}.`) === true),
  );
  return modules.map((module) => `clan-core.clanModules.${module}`).join(" ");
}

/** What is found in a clan given as files, judged by `release`; with `scripts`, by ShellCheck as well. */
export async function judgeClan(
  files: ReadonlyMap<string, string>,
  release: string,
  scripts?: Shellcheck,
): Promise<readonly Finding[]> {
  const settings = { ...DEFAULT_SETTINGS, release };
  const parts = { files: memoryFiles(files), parser: await testParser(), shell: await testShell(), settings };
  if (scripts === undefined) return checkPath(ROOT, parts).findings;
  return (await checkWithScripts(ROOT, { ...parts, scripts }, () => scripts.settled())).findings;
}

/** The files after a fix. Edits do not overlap. */
export function applyFix(files: ReadonlyMap<string, string>, fix: Fix): Map<string, string> {
  const after = new Map(files);
  const last = [...fix.edits].sort((a, b) => compare(b.range.start, a.range.start));
  for (const { file, range, newText } of last) {
    const text = after.get(file) ?? "";
    const index = new LineIndex(text);
    after.set(file, text.slice(0, index.offsetAt(range.start)) + newText + text.slice(index.offsetAt(range.end)));
  }
  return after;
}

function compare(a: Finding["range"]["start"], b: Finding["range"]["start"]): number {
  return a.line - b.line || a.character - b.character;
}
