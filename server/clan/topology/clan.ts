/** What a clan's inventory makes of its machines, and the model of all of them together. */
import type { Evaluation } from "../../nix/thunk.ts";
import type { Clan } from "../clan.ts";
import type { Roles } from "../roles.ts";
import type { Group } from "./facts.ts";
import { type Instance, instancesOf, type MachineServices, servicesOf } from "./instances.ts";
import type { ClanModel, MachineModel } from "./model.ts";

/** What is known of a clan before any of its machines is read. */
export interface ClanParts {
  readonly clan: Clan;
  readonly instances: Group<Instance>;
  readonly services: ReadonlyMap<string, MachineServices>;
}

export function clanPartsOf(clan: Clan, roles: Roles, evaluation: Evaluation): ClanParts {
  const instances = instancesOf(clan, roles, evaluation);
  return { clan, instances, services: servicesOf(clan, instances, evaluation) };
}

/** The clan with all its machines. */
export function clanModelOf({ clan, instances }: ClanParts, machines: readonly MachineModel[]): ClanModel {
  const byName = new Map<string, MachineModel>();
  for (const machine of machines) if (machine.name !== undefined) byName.set(machine.name, machine);
  return { root: clan.root, release: clan.release, machines: byName, instances, tags: clan.tags };
}
