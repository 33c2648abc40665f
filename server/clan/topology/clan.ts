/** What a clan's inventory makes of its machines, and the model of all of them together. */
import type { Evaluation } from "../../nix/thunk.ts";
import type { Clan } from "../clan.ts";
import type { Roles } from "../roles.ts";
import { type Group, isKnown } from "./facts.ts";
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
  const complete =
    !options.open && options.names("machines").complete && options.names("inventory", "machines").complete;
  return {
    root: clan.root,
    release: clan.release,
    machines: byName,
    instances,
    tags: clan.tags,
    complete,
    tagsComplete: complete && tagsKnown(options, [...clan.tags.keys()]),
    options,
  };
}

function tagsKnown(options: OptionReader, machines: readonly string[]): boolean {
  const lists = [
    ...options.names("inventory", "tags").items.map((tag) => ["inventory", "tags", tag]),
    ...options.names("inventory", "machines").items.map((machine) => ["inventory", "machines", machine, "tags"]),
  ];
  return (
    machines.length > 0 &&
    options.names("inventory", "tags").complete &&
    lists.every((path) => {
      const { items, complete } = options.texts(...path);
      return complete && items.every(isKnown);
    })
  );
}
