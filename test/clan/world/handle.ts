import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Release } from "../releases.ts";
import { machineNamed, type World } from "./facts.ts";
import { clanFolder, faultFile, hostFolder, onHost, programFolder } from "./layout.ts";
import { answers } from "./ports.ts";
import { runningProcesses, startSshd, stopHost } from "./sshd.ts";

/**
 * What can be wrong with a host, until `heal`:
 * `job-hold`: borg's job waits before it writes the archive; `snapshot-hold`: rsnapshot's does;
 * `job-fails`: borg's job ends with 2 after the start; `hook-fails`: each pre-backup command is the value instead;
 * `disk-missing`: no target can be mounted; `update-fails`: the configuration does not build;
 * `clock-skew`: the clock is so many seconds ahead (or behind, when negative).
 */
export type HostFault =
  | "job-hold"
  | "snapshot-hold"
  | "job-fails"
  | "hook-fails"
  | "disk-missing"
  | "update-fails"
  | "clock-skew";

export interface WorldHandle {
  readonly folder: string;
  readonly facts: World;
  /** The checkout: where `clan` runs. */
  readonly clan: string;
  /** The environment in which `clan` and `ssh` are the world's own. */
  environment(release?: Release): Record<string, string | undefined>;
  /** The place on this machine of a path of a host, for example of `/home`. */
  path(machine: string, path: string): string;
  setFault(machine: string, fault: HostFault, value?: string): void;
  heal(machine: string, fault: HostFault): void;
  /** Starts the sshd of a host, or of all. */
  start(machine?: string): Promise<void>;
  /** Takes a host down, or all: sshd, sessions and jobs end at once. */
  stop(machine?: string): Promise<void>;
  /** How many processes of the hosts run. */
  processes(): number;
  /** Stops all and removes the folder. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Returns the handle of a world that is in the folder; starts nothing. */
export function worldHandle(folder: string, facts: World): WorldHandle {
  const chosen = (name: string | undefined) =>
    name === undefined ? facts.machines : [machineNamed(facts, name)].flatMap((machine) => machine ?? []);
  const fileOf = (machine: string, fault: HostFault) => faultFile(hostFolder(folder, machine), fault);
  const stop = async (name?: string) => {
    await Promise.all(chosen(name).map((machine) => stopHost(folder, machine)));
  };
  return {
    folder,
    facts,
    clan: clanFolder(folder),
    environment: (release) => ({
      ...process.env,
      PATH: `${programFolder(folder)}${delimiter}${process.env["PATH"] ?? ""}`,
      ...(release !== undefined && { CLAN_STANDIN_RELEASE: release }),
    }),
    path: (machine, path) => onHost(hostFolder(folder, machine), path),
    setFault: (machine, fault, value = "") => {
      const file = fileOf(machine, fault);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, value);
    },
    heal: (machine, fault) => rmSync(fileOf(machine, fault), { force: true }),
    start: async (name) => {
      const down = await Promise.all(
        chosen(name).map(async (machine) => (machine.isReachable && !(await answers(machine.port)) ? [machine] : [])),
      );
      await Promise.all(down.flat().map((machine) => startSshd(folder, machine)));
    },
    stop,
    processes: () => facts.machines.reduce((count, { name }) => count + runningProcesses(folder, name), 0),
    [Symbol.asyncDispose]: async () => {
      await stop();
      rmSync(join(folder), { recursive: true, force: true });
    },
  };
}
