import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { RELEASES } from "../releases.ts";

const state = z.strictObject({
  name: z.string(),
  folders: z.array(z.string()),
  /** Shell text that runs on the host, in its root folder; absent: the state has no such command. */
  preBackup: z.string().optional(),
  postBackup: z.string().optional(),
  preRestore: z.string().optional(),
  postRestore: z.string().optional(),
});

const target = z.strictObject({
  name: z.string(),
  directory: z.string(),
  mountpoint: z.string().nullable().default(null),
});

const destination = z.strictObject({
  name: z.string(),
  repo: z.string(),
  /** A calendar expression of systemd. */
  schedule: z.string().default("*-*-* 01:00:00"),
});

const repository = z.strictObject({
  name: z.string(),
  path: z.string(),
  /** The machines whose borg keys the repository accepts, once the host was updated. */
  clients: z.array(z.string()),
});

const disk = z.strictObject({
  device: z.string(),
  fsType: z.string(),
  mountPoint: z.string(),
});

/** What writes the machine's keys: borgbackup's own generator, one that fails, one that asks. */
const generator = z.enum(["borgbackup", "failing", "asking"]);

const machine = z.strictObject({
  name: z.string(),
  /** As the option has it: `root@host`, or `root@host:22?IdentityFile=/path`. `null`: not set. */
  targetHost: z.string().nullable(),
  /** The port of the host's sshd on loopback. */
  port: z.int(),
  /** False: no sshd answers at the port. */
  isReachable: z.boolean().default(true),
  states: z.array(state).default([]),
  targets: z.array(target).default([]),
  /** How many snapshots of each target are kept. */
  snapshots: z.int().default(20),
  destinations: z.array(destination).default([]),
  repositories: z.array(repository).default([]),
  disks: z.array(disk).default([]),
  generators: z.array(generator).default([]),
});

const world = z.strictObject({
  release: z.enum(RELEASES),
  clan: z.strictObject({ name: z.string(), description: z.string().optional(), domain: z.string().optional() }),
  machines: z.array(machine),
});

/** What world.json holds: the facts that the real program gets by evaluating the flake. */
export type World = z.infer<typeof world>;
export type WorldInput = z.input<typeof world>;
export type Machine = World["machines"][number];
/** What a world is made of: the ports are chosen when it is made. */
export type MachineFacts = Omit<WorldInput["machines"][number], "port">;
export interface ClanFacts {
  readonly clan: WorldInput["clan"];
  readonly machines: readonly MachineFacts[];
}
export type State = Machine["states"][number];
export type Destination = Machine["destinations"][number];
export type Target = Machine["targets"][number];

/** Returns the facts with their defaults; throws an error that names the wrong places. */
export const parseWorld = (facts: unknown): World => world.parse(facts);

/** Returns the facts in the folder of a world; throws when it is none. */
export const readWorld = (folder: string): World =>
  parseWorld(JSON.parse(readFileSync(join(folder, "world.json"), "utf8")));

/** Returns the machine of this name; `undefined`: the clan has none. */
export const machineNamed = (facts: World, name: string): Machine | undefined =>
  facts.machines.find((it) => it.name === name);
