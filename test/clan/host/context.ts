import { existsSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { type Machine, machineNamed, readWorld, type World } from "../world/facts.ts";
import { faultFile, hostFolder, rootFolder } from "../world/layout.ts";

/** The host that a program of its PATH runs on. */
export interface Host {
  readonly folder: string;
  readonly world: string;
  readonly facts: World;
  readonly machine: Machine;
}

/** Returns the host whose folder this is; throws when the world has no such machine. */
export function readHost(folder: string): Host {
  const world = dirname(dirname(folder));
  const facts = readWorld(world);
  const machine = machineNamed(facts, basename(folder));
  if (machine === undefined) throw new Error(`${folder} is no host of ${world}`);
  return { folder, world, facts, machine };
}

/** Returns a text of a program of ours with the paths that the host itself would show. */
export function asSeenOnHost({ world, facts }: Host, text: string): string {
  return facts.machines.reduce((seen, { name }) => seen.replaceAll(rootFolder(hostFolder(world, name)), ""), text);
}

/** Returns what the fault's file holds, trimmed; `undefined`: the host is healthy. */
export function faultOf({ folder }: Host, fault: string): string | undefined {
  const file = faultFile(folder, fault);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

/** Ends when the fault is gone. */
export async function whileFault(host: Host, fault: string): Promise<void> {
  while (faultOf(host, fault) !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
}
