/** Which release of clan-core the clan in a folder uses, told from its files. */
import { newestRelease, type ReleaseInUse, releaseNamed } from "../clan/release.ts";
import { type Evidence, releaseFromEvidence } from "../clan/releaseEvidence.ts";
import { releaseFromLock } from "../clan/releaseLock.ts";
import { directoryOf } from "../nix/paths.ts";
import type { WorkspaceFiles } from "./files.ts";

/** How far above a file its `flake.lock` is looked for. */
const PARENTS = 12;

/** How many machines are looked at for what their files say. */
const MACHINES = 50;

/**
 * The release for the folder `root`: the one that was asked for, else the one of the nearest `flake.lock`, else what the texts in `root`
 * and `file` look like, else the newest. `read` is told each file that the answer depends on.
 */
export function releaseIn(
  root: string,
  file: string,
  asked: string,
  files: WorkspaceFiles,
  read: (file: string) => void,
): ReleaseInUse {
  const named = asked === "auto" ? undefined : releaseNamed(asked);
  if (named !== undefined) return named;
  let folder = root;
  for (let level = 0; level < PARENTS; level++) {
    const lock = `${folder === "/" ? "" : folder}/flake.lock`;
    read(lock);
    const found = files.readText(lock);
    const release = "text" in found ? releaseFromLock(found.text) : undefined;
    if (release !== undefined) return release;
    if (folder === "/") break;
    folder = directoryOf(folder);
  }
  const evidence = [...syntaxEvidence(textsOf(root, file, files, read)), ...folderEvidence(root, files)];
  return evidence.length === 0 ? newestRelease() : releaseFromEvidence(evidence);
}

/** Words that tell a release when a configuration says them. */
const SYNTAX: readonly (readonly [Evidence, RegExp])[] = [
  ["clanCore.", /\bclanCore\b/],
  ["clanModules.", /\bclanModules\b/],
  ["clan.<module>.", /\bclan\.(?:localbackup|borgbackup|borgbackup-static|postgresql)\b/],
  ["clan.<module>.", /\bclan\s*=\s*\{\s*(?:localbackup|borgbackup|postgresql)\b/],
  ["clan.core.facts", /\bclan\.core\.facts\b/],
  ["clan.core.vars", /\bclan\.core\.vars\b/],
  ["clan.core.settings", /\bclan\.core\.settings\b/],
  ["clan.core.postgresql", /\bclan\.core\.postgresql\b/],
  ["inventory.services", /\binventory\.services\b|\binventory\s*=\s*\{[^{}]*\bservices\b/],
  ["inventory.instances", /\binventory\.instances\b|\binventory\s*=\s*\{[^{}]*\binstances\b|^\s*instances\b/m],
];

function syntaxEvidence(texts: readonly string[]): Evidence[] {
  return SYNTAX.filter(([, pattern]) => texts.some((text) => pattern.test(text))).map(([evidence]) => evidence);
}

/** The files that say most about a clan: its own and its machines' main ones. */
function textsOf(root: string, file: string, files: WorkspaceFiles, read: (file: string) => void): string[] {
  const machines = [...(files.readDirectory(`${root}/machines`) ?? [])].slice(0, MACHINES);
  const names = [
    file,
    `${root}/flake.nix`,
    `${root}/clan.nix`,
    ...machines
      .filter(([, kind]) => kind === "directory")
      .map(([name]) => `${root}/machines/${name}/configuration.nix`),
  ];
  return [...new Set(names)].flatMap((name) => {
    read(name);
    const found = files.readText(name);
    return "text" in found ? [withoutComments(found.text)] : [];
  });
}

/** The text without whole-line comments, which often speak of other releases. */
function withoutComments(text: string): string {
  return text.replace(/^\s*#.*$/gm, "");
}

function folderEvidence(root: string, files: WorkspaceFiles): Evidence[] {
  const found: Evidence[] = [];
  if (files.kindOf(`${root}/vars/per-machine`) === "directory") found.push("vars/per-machine/");
  for (const [name, kind] of [...(files.readDirectory(`${root}/machines`) ?? [])].slice(0, MACHINES)) {
    if (kind !== "directory") continue;
    if (files.kindOf(`${root}/machines/${name}/facts`) === "directory") found.push("machines/<m>/facts/");
    if (files.kindOf(`${root}/machines/${name}/vars`) === "directory") found.push("machines/<m>/vars/");
  }
  return [...new Set(found)];
}
