/** The paths a user names: whether they can be judged, and what of the disk may be read for that. */
import { existsSync, lstatSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { FileText } from "../languageService.ts";
import { createNodeFiles, type NodeFiles, realPath, withForwardSlashes } from "../nodeFiles.ts";
import { printable } from "./printable.ts";

export type Input =
  /** `path` is absolute, with forward slashes. */
  | { readonly path: string; readonly files: NodeFiles }
  /** One sentence for the user, without a line break. */
  | { readonly problem: string };

/** The path itself and the folders it lies in, from the nearest. */
function upwards(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...upwards(parent)];
}

/**
 * The folder that `path` belongs to: the Git repository, since that is what a flake can see (nix flake, "Flake references": a path in a
 * repository stands for the repository), else the nearest flake or clan, else the folder itself.
 */
function rootOf(path: string, isFolder: boolean): string {
  const folder = isFolder ? path : dirname(path);
  const folders = upwards(folder);
  const holding = (name: string) => folders.find((it) => existsSync(join(it, name)));
  return (
    holding(".git") ??
    folders.find((it) => ["flake.nix", "clan.nix", ".clan-flake"].some((name) => existsSync(join(it, name)))) ??
    folder
  );
}

function whyNothingIsThere(path: string, shown: string): string {
  try {
    return lstatSync(path).isSymbolicLink()
      ? `${shown} is a link that leads nowhere.`
      : `${shown} cannot be read: its folder does not allow it.`;
  } catch (error) {
    const isClosed = error instanceof Error && "code" in error && error.code === "EACCES";
    return isClosed ? `${shown} cannot be read: its folder does not allow it.` : `There is no file or folder ${shown}.`;
  }
}

function whyNotText(why: Exclude<FileText, { ok: true }>["why"], shown: string, limit: number): string {
  switch (why) {
    case "too large":
      return `${shown} is not read: it is larger than ${limit >> 20} MiB.`;
    case "not text":
      return `${shown} is not text in UTF-8.`;
    case "missing":
      return `There is no file or folder ${shown}.`;
    case "not a file":
    case "unreadable":
      return `${shown} cannot be read.`;
  }
}

/** Looks at what the user named; `limit` is the size in bytes up to which the engine reads a file. Never throws. */
export function openInput(typed: string, folder: string, limit: number): Input {
  const shown = `"${printable(typed)}"`;
  if (typed.includes("\0")) return { problem: `There is no file or folder ${shown}.` };
  const path = resolve(folder, typed);
  const real = realPath(path);
  if (real === undefined) return { problem: whyNothingIsThere(path, shown) };
  const { kind } = createNodeFiles({ roots: [real] }).stat(real);
  const files = createNodeFiles({ roots: [real, path].map((it) => rootOf(it, kind === "directory")) });
  const input = { path: withForwardSlashes(path), files };
  if (kind === "directory") {
    return files.readDirectory(path) === undefined ? { problem: `The folder ${shown} cannot be read.` } : input;
  }
  if (kind !== "file") return { problem: `${shown} is neither a file nor a folder.` };
  if (!path.endsWith(".nix")) return { problem: `${shown} is not a Nix file: its name does not end in .nix.` };
  const text = files.readText(path, limit);
  return text.ok ? input : { problem: whyNotText(text.why, shown, limit) };
}
