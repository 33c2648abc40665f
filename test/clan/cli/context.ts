import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { hasFactKeys, type Release } from "../releases.ts";
import { type Machine, machineNamed, readWorld, type World } from "../world/facts.ts";
import type { Invocation } from "./arguments.ts";
import type { Fault } from "./faults.ts";
import { type Output, outputOf } from "./output.ts";
import { played } from "./recorded.ts";

export interface Context {
  readonly release: Release;
  readonly invocation: Invocation;
  readonly output: Output;
  readonly flake: string;
  /** The folder of the world whose checkout the flake is. */
  readonly world: string;
  readonly facts: World;
  readonly fault: Fault | undefined;
}

/** What marks the top of a clan; the kinds are tried in this order, each up to the root. */
const MARKS = [".clan-flake", ".git", ".hg", ".svn", "flake.nix"];

function topOf(folder: string, mark: string): string | undefined {
  if (existsSync(join(folder, mark))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : topOf(parent, mark);
}

/** Returns the flake that the command is about; `undefined`: there is none here. */
export function flakeOf({ options }: Invocation): string | undefined {
  const [given] = options.get("--flake") ?? [];
  const named = given ?? process.env["CLAN_DIR"];
  if (named !== undefined && named !== "") return resolve(named);
  return MARKS.map((mark) => topOf(process.cwd(), mark)).find((folder) => folder !== undefined);
}

/** What the program says without a flake, with exit code 1. */
export function saysNoFlake(release: Release, command: string): void {
  const name = command.startsWith("machines") ? "machines-list-outside-a-flake" : "backups-list-outside-a-flake";
  process.stderr.write(played(release, name, {}).stderr);
}

/** Returns the context of a command in a flake; `undefined` (and a line that says so): the flake is not of a world. */
export function contextOf(
  invocation: Invocation,
  flake: string,
  fault: Fault | undefined,
  asked?: Release,
): Context | undefined {
  const world = dirname(flake);
  if (!existsSync(join(world, "world.json"))) {
    process.stderr.write(
      `stand-in: ${flake} is not the checkout of a world (node test/clan/world.ts FOLDER makes one)\n`,
    );
    return undefined;
  }
  const facts = readWorld(world);
  const release = asked ?? facts.release;
  return { release, invocation, flake, world, facts, fault, output: outputOf(release) };
}

/** Returns the machine that the command names first; `undefined` when the clan has none of this name. */
export const machineOf = ({ facts, invocation: { words } }: Context): Machine | undefined =>
  machineNamed(facts, words[0] ?? "");

/** Plays the error of evaluating a machine that the clan does not have; returns the exit code. */
export function saysNoMachine({ release, flake }: Context, recording: string, name: string): number {
  const { stdout, stderr, exit } = played(release, recording, { "/home/user/clan": flake, nosuchmachine: name });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return exit;
}

/** The machine's providers, in the order in which the program takes them. */
export const providersOf = ({ destinations, targets }: Machine): readonly string[] => [
  ...(destinations.length > 0 ? ["borgbackup"] : []),
  ...(targets.length > 0 ? ["localbackup"] : []),
];

/** The message of a machine that has no target host. */
export function noTargetHost(release: Release, machine: string): string {
  if (hasFactKeys(release)) return `the 'clan.networking.targetHost' nixos option is not set for machine '${machine}'`;
  if (release === "2025-03") return `'targetHost' is not set for machine '${machine}'`;
  const reason = "No targetHost configured and machine not reachable via any network.";
  return `Could not find any way to connect to machine '${machine}'. ${reason}`;
}
