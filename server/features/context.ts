/** What a feature is asked about: one place in one document, and the clans around it. */
import type { FileForm } from "../clan/discover.ts";
import type { ReleaseInUse } from "../clan/release.ts";
import type { Declarations } from "../clan/releaseOptions.ts";
import type { ClanModel, MachineModel } from "../clan/topology/model.ts";
import { LineIndex, type Range } from "../nix/source.ts";
import type { SyntaxFile } from "../nix/syntax/syntaxFile.ts";
import type { EntryKind, FileKind } from "../nix/thunk.ts";

/** Files as features may read them. */
export interface FeatureFiles {
  kindOf(path: string): FileKind;
  readDirectory(path: string): ReadonlyMap<string, EntryKind> | undefined;
  readText(path: string): { readonly text: string } | { readonly failure: string };
  parsed(path: string): SyntaxFile | undefined;
}

export interface FeatureContext {
  /** Absolute, with forward slashes. */
  readonly path: string;
  readonly file: SyntaxFile;
  readonly form: FileForm;
  readonly release: ReleaseInUse;
  readonly declarations: Declarations;
  /** The clans that the file may belong to, those whose machines read it first. */
  readonly clans: readonly ClanModel[];
  readonly files: FeatureFiles;
  /** The present, in milliseconds since 1970, and the time zone that people here live in. */
  readonly now: number;
  readonly zone: string;
}

/** The machines that are made of the file, in the order of the clans. */
export function machinesOf({ clans, path }: Pick<FeatureContext, "clans" | "path">): readonly MachineModel[] {
  return clans.flatMap((clan) => [...clan.machines.values()].filter(({ config }) => config.files.includes(path)));
}

/** `clans` with those first that `path` belongs to; clans whose folder it is not in are left out. */
export function clansAround(clans: readonly ClanModel[], path: string): readonly ClanModel[] {
  const near = clans.filter(({ root }) => path.startsWith(root === "/" ? "/" : `${root}/`));
  const reads = (clan: ClanModel) =>
    clan.options.files.includes(path) || [...clan.machines.values()].some(({ config }) => config.files.includes(path));
  return [...near.filter(reads), ...near.filter((clan) => !reads(clan))];
}

/** Turns offsets in the file into ranges. */
export function rangesOf({ file }: Pick<FeatureContext, "file">): (span: { start: number; end: number }) => Range {
  const lines = new LineIndex(file.text);
  return (span) => lines.rangeOf(span);
}
