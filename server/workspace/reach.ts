/** Which files the flakes of a workspace read. */
import type { ClanSubject } from "./judgement.ts";

/** The flakes, by file, and all files that they and their machines read. */
export function readByFlakes(flakes: ReadonlyMap<string, ClanSubject>): ReadonlySet<string> {
  const found = new Set(flakes.keys());
  for (const flake of flakes.values())
    for (const { reads } of [flake, ...flake.machines]) for (const file of reads) found.add(file);
  return found;
}

/**
 * Whether the clans of `flakes` are all that `path`, or without it any file, can have to do with: the flakes read all of `files`, but for
 * those of which `isModule` knows that they are modules by themselves. Brings the models of the flakes up to date, without judging them.
 */
export function isAllOfFlakes(
  flakes: ReadonlyMap<string, ClanSubject>,
  path: string | undefined,
  files: ReadonlySet<string>,
  isModule: (file: string) => boolean,
): boolean {
  if (flakes.size === 0) return false;
  for (const flake of flakes.values()) flake.refreshModels();
  const reached = readByFlakes(flakes);
  return (path === undefined || reached.has(path)) && [...files].every((file) => reached.has(file) || isModule(file));
}
