/** Finds the Nix files of a folder. */
import ignore, { type Ignore } from "ignore";
import type { FileHost } from "./fileHost.ts";
import type { WorkspaceFiles } from "./files.ts";

export interface ScanLimits {
  /** Directory entries looked at. */
  readonly entries: number;
  /** Nested folders. */
  readonly depth: number;
}

export const SCAN_LIMITS: ScanLimits = { entries: 200_000, depth: 40 };

export interface Scan {
  /** Absolute paths of all files whose name ends in `.nix`, sorted. */
  readonly files: readonly string[];
  /** A limit was hit, so there are files that were not found. */
  readonly truncated: boolean;
}

/** Folders that hold no configuration, whatever `.gitignore` says. */
const SKIPPED: ReadonlySet<string> = new Set([".git", ".hg", ".jj", ".direnv", "node_modules"]);

/** A `.gitignore` with the folder that its patterns are relative to. */
interface Rules {
  readonly base: string;
  readonly patterns: Ignore;
}

/**
 * All Nix files below `root` that git would not ignore (gitignore(5): patterns of a nearer file win). Links are not followed, so a link in
 * a circle ends nothing. Ends at the limits.
 */
export function scanForNix(host: FileHost, root: string, limits: ScanLimits = SCAN_LIMITS): Scan {
  const files: string[] = [];
  let left = limits.entries;
  let truncated = false;
  const pending: { readonly path: string; readonly depth: number; readonly rules: readonly Rules[] }[] = [
    { path: root, depth: 0, rules: [] },
  ];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const entries = host.readDirectory(folder.path) ?? [];
    const rules = withIgnoreFile(host, folder.path, entries, folder.rules);
    for (const { name, kind } of entries) {
      if (left-- <= 0) return { files: files.sort(), truncated: true };
      const path = folder.path === "/" ? `/${name}` : `${folder.path}/${name}`;
      if (kind === "regular" && name.endsWith(".nix")) {
        if (!isIgnored(path, rules, false)) files.push(path);
      } else if (kind === "directory" && !SKIPPED.has(name) && !isIgnored(path, rules, true)) {
        if (folder.depth < limits.depth) pending.push({ path, depth: folder.depth + 1, rules });
        else truncated = true;
      }
    }
  }
  return { files: files.sort(), truncated };
}

function withIgnoreFile(
  host: FileHost,
  folder: string,
  entries: readonly { readonly name: string; readonly kind: string }[],
  rules: readonly Rules[],
): readonly Rules[] {
  if (!entries.some(({ name, kind }) => name === ".gitignore" && kind === "regular")) return rules;
  const read = host.readText(`${folder}/.gitignore`, 1 << 20);
  return read.ok ? [...rules, { base: folder, patterns: ignore().add(read.text) }] : rules;
}

function isIgnored(path: string, rules: readonly Rules[], isFolder: boolean): boolean {
  for (let index = rules.length - 1; index >= 0; index--) {
    const rule = rules[index];
    if (rule === undefined) continue;
    const relative = path.slice(rule.base === "/" ? 1 : rule.base.length + 1);
    const verdict = rule.patterns.test(isFolder ? `${relative}/` : relative);
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

/** Words without which a file that belongs to no machine has nothing to judge. */
const OF_INTEREST = /\bclan\b|clanCore|borgbackup|localbackup|fileSystems|\binstances\b|\binventory\b/;

/** Whether `file`, which belongs to no machine, may have something to judge. */
export function isOfInterest(file: string, files: WorkspaceFiles): boolean {
  const read = files.readText(file);
  return "text" in read && OF_INTEREST.test(read.text);
}
