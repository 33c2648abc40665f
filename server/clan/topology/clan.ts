/** What a clan's inventory makes of its machines, and the model of all of them together. */
import type { Evaluation } from "../../nix/thunk.ts";
import type { Clan } from "../clan.ts";
import type { Roles } from "../roles.ts";
import { type Group, isKnown, NOTHING } from "./facts.ts";
import { type Instance, instancesOf, type MachineServices, servicesOf } from "./instances.ts";
import type { ClanModel, MachineModel } from "./model.ts";
import { OptionReader } from "./reader.ts";

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
  const options = new OptionReader(clan.system.configuration);
  // Where no machine is declared at all, as in an inventory by itself, they are declared elsewhere.
  const complete =
    byName.size > 0 &&
    !options.open &&
    options.names("machines").complete &&
    options.names("inventory", "machines").complete;
  return {
    root: clan.root,
    release: clan.release,
    machines: byName,
    instances,
    tags: clan.tags,
    complete,
    tagsComplete: complete && tagsKnown(options),
    options,
  };
}

/** `inventory.tags` may name machines by computing, which is not followed here. */
function tagsKnown(options: OptionReader): boolean {
  if (options.isMentioned("inventory", "tags") !== false) return false;
  return options.names("inventory", "machines").items.every((machine) => {
    const { items, complete } = options.texts("inventory", "machines", machine, "tags");
    return complete && items.every(isKnown);
  });
}

/** A module by itself, as the only machine of a clan. */
export function loneMachine(machine: MachineModel): ClanModel {
  const { root, release } = machine;
  return {
    root,
    release,
    machines: new Map([[machine.name ?? "", machine]]),
    instances: NOTHING,
    tags: new Map(),
    complete: false,
    tagsComplete: false,
    options: machine.config,
  };
}
