/** Reads the model of one machine, or of one module, from its configuration. */
import type { Place } from "../../nix/expr.ts";
import type { EvaluatedModules } from "../../nix/modules/modules.ts";
import type { ReleaseInUse } from "../release.ts";
import { destinationsOf, excludesOf, jobsOf, repositoriesOf } from "./borg.ts";
import { fileSystemsOf, localBackupOf } from "./disks.ts";
import { type Fact, type Group, joined, NOTHING } from "./facts.ts";
import type { MachineServices } from "./instances.ts";
import { generatedKeysOf } from "./keys.ts";
import type { MachineModel, Origin, Scope } from "./model.ts";
import { OptionReader } from "./reader.ts";
import { databasesOf, providersOf, statesOf } from "./states.ts";

export interface MachineInput {
  readonly name: string | undefined;
  readonly at: Place | undefined;
  readonly scope: Scope;
  readonly release: ReleaseInUse;
  readonly root: string;
  readonly system: EvaluatedModules;
  /** What the instances of the inventory make of the machine. */
  readonly services: MachineServices;
}

const MAYBE: Group<never> = { items: [], complete: false };

const OWN: Origin = { kind: "options" };

/** The model of a machine. Nothing in it but `config` and the readers of jobs and databases is evaluated later. */
export function readMachine({ system, services, ...given }: MachineInput): MachineModel {
  const config = new OptionReader(system.configuration);
  const local = localBackupOf(config.below("clan", "localbackup"), OWN);
  const borg = config.below("clan", "borgbackup");
  // A module of clan-core from 2024-06 to 2025-08 that makes destinations and repositories of its own.
  const hidden = config.isMentioned("clan", "borgbackup-static") === false ? NOTHING : MAYBE;
  return {
    ...given,
    complete: given.scope === "machine" && !config.open,
    hostName: config.text("networking", "hostName"),
    targetHost: targetHostOf(config, services.targetHost),
    publicKeys:
      given.name === undefined
        ? []
        : generatedKeysOf(given.name, given.root, given.release.date, config.evaluation.files),
    states: statesOf(config),
    localBackup: {
      targets: joined(local.targets, ...services.localBackups.map(({ targets }) => targets)),
      snapshots: [...local.snapshots, ...services.localBackups.flatMap(({ snapshots }) => snapshots)],
    },
    fileSystems: fileSystemsOf(config),
    destinations: joined(destinationsOf(borg, OWN), hidden, ...services.destinations),
    excludes: [excludesOf(borg, OWN), ...services.excludes],
    jobs: jobsOf(config),
    repositories: joined(repositoriesOf(config), hidden, ...services.repositories),
    databases: databasesOf(config),
    providers: providersOf(config),
    config,
  };
}

/** The machine's own option, which was called `clan.networking` until 2024-07-05 (clan-core 79d6f8e89), or else what the inventory says. */
function targetHostOf(config: OptionReader, fromInventory: Fact<string | null> | undefined): Fact<string | null> {
  const now = config.textOrNull("clan", "core", "networking", "targetHost");
  const own = now.known || now.at !== undefined ? now : config.textOrNull("clan", "networking", "targetHost");
  return own.at !== undefined || fromInventory?.at === undefined ? own : fromInventory;
}
