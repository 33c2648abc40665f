import type { ClanModel, MachineModel } from "../../clan/topology/model.ts";
import { takesForWhole } from "../../clan/topology/mounts.ts";
import type { ClanRule, Report, Rule } from "../rule.ts";
import { knowsAllFolders } from "./folders.ts";

/** Until that day every machine had the state HOME with /home (clan-core c3a491a8d). */
const HOME_UNTIL = "2024-08-20";

/** Services of clan-core that add no state of their own (clanServices, 2026-08). */
const STATELESS: ReadonlySet<string> = new Set([
  "borgbackup",
  "localbackup",
  "sshd",
  "admin",
  "users",
  "user",
  "root-password",
  "user-password",
  "trusted-nix-caches",
  "importer",
  "hello-world",
  "emergency-access",
  "packages",
  "certificates",
  "internet",
  "wifi",
]);

/** Modules and options of clan-core that add states; a machine that speaks of one is not judged. */
const ADDS_STATE =
  /zerotier|postgresql|matrix|grafana|garage|monitoring|vaultwarden|clanModules\.(?!(?:borgbackup|localbackup|sshd|root-password|user-password|users|admin)\b)/;

/**
 * With nothing to save rsnapshot refuses to run ("At least one backup point must be set") and borg has no PATH argument, or since 2026-05-22
 * no job at all. Seen with both; clan-core 9cbfaca5b. Catalogue: L13, B31, B32.
 */
export const nothingSavedAlone: Rule = {
  code: "nothing-saved",
  severity: "error",
  absence: true,
  *check({ machine }) {
    if (machine.scope === "asked" && takesForWhole(machine)) yield* judge(machine);
  },
};

export const nothingSaved: ClanRule = {
  code: "nothing-saved",
  severity: "error",
  *checkClan({ clan }) {
    const others = machinesWithMore(clan);
    for (const machine of clan.machines.values()) {
      if (others === undefined || (machine.name !== undefined && others.has(machine.name)) || !machine.complete)
        continue;
      for (const report of judge(machine)) yield { ...report, machine: machine.name };
    }
  },
};

/** Machines with a service that may add a state; `undefined` when not all instances are known. */
function machinesWithMore({ instances }: ClanModel): ReadonlySet<string> | undefined {
  if (!instances.complete) return undefined;
  const machines = new Set<string>();
  for (const { service, roles } of instances.items) {
    if (service !== undefined && STATELESS.has(service)) continue;
    for (const { members } of roles.values()) for (const { name } of members.items) machines.add(name);
  }
  return machines;
}

function* judge(machine: MachineModel): Generator<Report> {
  const { states, localBackup, destinations, config, release } = machine;
  if (
    release.date < HOME_UNTIL ||
    !knowsAllFolders(machine) ||
    states.items.some(({ folders }) => folders.items.length > 0)
  )
    return;
  // A machine that only the inventory names has its modules elsewhere.
  if (machine.scope === "machine" && config.files.length === 0) return;
  if (config.files.some((file) => ADDS_STATE.test(config.evaluation.files.readText(file) ?? ""))) return;
  const at = localBackup.targets.items[0]?.at ?? destinations.items[0]?.at;
  if (at === undefined) return;
  yield {
    at,
    message: `Nothing is saved: no clan.core.state of this machine names a folder, so the backup fails or does not even start. Say what to save: clan.core.state.userdata.folders = [ "/home" ].`,
  };
}
