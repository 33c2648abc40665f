/** Instances that make backups, for rules about the inventory. */
import type { Instance } from "../../clan/topology/instances.ts";
import type { ClanModel } from "../../clan/topology/model.ts";

/** The instances of the services of clan-core that save something. */
export function backupInstances({ instances }: ClanModel): readonly Instance[] {
  return instances.items.filter(({ service }) => service === "borgbackup" || service === "localbackup");
}

/** An option of a role. */
export function roleOption(instance: string, role: string, ...rest: readonly string[]): readonly string[] {
  return ["inventory", "instances", instance, "roles", role, ...rest];
}
