/** Finds the `clan` program without configuration. */
import { isAbsolute, join } from "node:path";
import { isExecutable, isFile, onPath } from "./path.ts";
import type { Command, Run } from "./process.ts";

/** How `clan` is run, and how that was found out. */
export interface ClanProgram {
  readonly command: Command;
  /** A sentence for the user. */
  readonly how: string;
}

export interface FindOptions {
  /** The clan's folder. */
  readonly folder: string;
  /** What the user has set; empty for nothing. */
  readonly setting: string;
  readonly path: string;
  readonly run: Run;
  /** Wraps what may take minutes: told what is tried, and when to give up. */
  readonly slowly: (work: (onTry: (what: string) => void, signal?: AbortSignal) => Promise<Found>) => Promise<Found>;
}

export type Found =
  | { readonly ok: true; readonly program: ClanProgram }
  | { readonly ok: false; readonly reason: string; readonly isCancelled?: boolean };

/** `direnv` only reads a cache; Nix may have to build the development shell. */
const DIRENV_LIMIT = 60_000;
const NIX_LIMIT = 600_000;

/**
 * The program: what the setting says, else `clan` on PATH, else of the folder's direnv, of its development shell, or of the clan-core that its
 * flake names. A setting that does not work is an error, not a reason to run something else.
 */
export async function findClan(options: FindOptions): Promise<Found> {
  const { folder, setting, path } = options;
  if (setting !== "") return fromSetting(setting, path);
  const clan = await onPath("clan", path);
  if (clan !== undefined) return found({ program: clan, arguments: [] }, `clan is ${clan}, found on PATH.`);
  const tried = await usable(wrappers(folder), folder, path);
  const missing: Found = {
    ok: false,
    reason:
      "The clan program was not found. Install it, open VS Code from the clan's development shell, or set clanBackups.clanPath.",
  };
  return tried.length === 0
    ? missing
    : options.slowly((onTry, signal) => firstThatWorks(tried, options, onTry, signal, missing));
}

/** The wrappers whose own program is on PATH, and for which the folder has what they need. */
async function usable(all: readonly Wrapper[], folder: string, path: string): Promise<readonly Candidate[]> {
  const found = await Promise.all(
    all.map(async ({ needs, file, command, how, limit }): Promise<Candidate[]> => {
      const program = await onPath(needs, path);
      if (program === undefined || !(await isFile(join(folder, file)))) return [];
      return [{ command: { program, arguments: command }, how, limit }];
    }),
  );
  return found.flat();
}

async function firstThatWorks(
  candidates: readonly Candidate[],
  { folder, run }: FindOptions,
  onTry: (what: string) => void,
  signal: AbortSignal | undefined,
  missing: Found,
): Promise<Found> {
  for (const { command, how, limit } of candidates) {
    onTry(how);
    const { ended, exitCode } = await run(command, ["--help"], { folder, limit, signal });
    if (ended === "cancelled") return { ok: false, reason: "Looking for clan was cancelled.", isCancelled: true };
    if (ended === "exited" && exitCode === 0) return found(command, how);
  }
  return missing;
}

async function fromSetting(setting: string, path: string): Promise<Found> {
  const program = isAbsolute(setting) ? setting : await onPath(setting, path);
  if (program === undefined || !(await isFile(program)))
    return { ok: false, reason: `clanBackups.clanPath is ${setting}, and there is no such program.` };
  if (!(await isExecutable(program)))
    return { ok: false, reason: `clanBackups.clanPath is ${setting}, which cannot be executed.` };
  return found({ program, arguments: [] }, `clan is ${program}, as clanBackups.clanPath says.`);
}

function found(command: Command, how: string): Found {
  return { ok: true, program: { command, how } };
}

interface Wrapper {
  readonly needs: string;
  readonly file: string;
  readonly command: readonly string[];
  readonly how: string;
  readonly limit: number;
}

interface Candidate {
  readonly command: Command;
  readonly how: string;
  readonly limit: number;
}

const FLAKES = ["--extra-experimental-features", "nix-command flakes"];

function wrappers(folder: string): readonly Wrapper[] {
  return [
    {
      needs: "direnv",
      file: ".envrc",
      command: ["exec", folder, "clan"],
      how: "clan is that of the folder's direnv.",
      limit: DIRENV_LIMIT,
    },
    {
      needs: "nix",
      file: "flake.nix",
      command: [...FLAKES, "develop", folder, "-c", "clan"],
      how: "clan is that of the flake's development shell.",
      limit: NIX_LIMIT,
    },
    {
      needs: "nix",
      file: "flake.nix",
      command: [...FLAKES, "run", "--inputs-from", folder, "clan-core#clan-cli", "--"],
      how: "clan is that of the clan-core that the flake names.",
      limit: NIX_LIMIT,
    },
  ];
}
