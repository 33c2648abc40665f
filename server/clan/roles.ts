/** The settings of roles in `inventory.instances`, typed with the interface of the role that the service declares. */
import type { Place } from "../nix/expr.ts";
import { type EvaluatedModules, evaluateModules } from "../nix/modules/modules.ts";
import { type Evaluation, Thunk } from "../nix/thunk.ts";
import { type Attr, nullValue, string, type Value } from "../nix/value.ts";
import { type Environment, entriesOf, valueAt } from "./arguments.ts";
import { type Clan, modulesAt } from "./clan.ts";

/** The settings of one machine in one role of an instance, or those of the role where no machine has it. */
export interface RoleSettings {
  readonly instance: string;
  /** The service's name in clan-core, such as `borgbackup`. */
  readonly service: string;
  readonly role: string;
  /** `undefined`: no machine has the role, so its settings count for nobody yet. */
  readonly machine: string | undefined;
  /** The path of the settings among the clan's options. */
  readonly prefix: readonly string[];
  /** The merged settings and what is wrong with them. */
  readonly system: EvaluatedModules;
}

export interface Roles {
  /** The service of clan-core that each instance is of; an instance of a service from elsewhere is left out. */
  readonly services: ReadonlyMap<string, string>;
  readonly settings: readonly RoleSettings[];
  /** Roles that the service does not have. */
  readonly unknown: readonly UnknownRole[];
}

export interface UnknownRole {
  readonly instance: string;
  readonly service: string;
  readonly role: string;
  readonly at: Place | undefined;
  readonly known: readonly string[];
}

/**
 * The settings of every machine that has a role of a service of clan-core, and of roles that no machine has: Clan never looks at those
 * (clan-core 2026-08), but their author does. Services from elsewhere are left out: their interfaces are not known.
 */
export function rolesOf(clan: Clan, environment: Environment, evaluation: Evaluation): Roles {
  const settings: RoleSettings[] = [];
  const unknown: UnknownRole[] = [];
  const services = new Map<string, string>();
  const config = clan.system.configuration.config.force(evaluation);
  const instances = entriesOf(valueAt(config, ["inventory", "instances"], evaluation));
  for (const [instance, entry] of instances) {
    const value = entry.value.force(evaluation);
    const service = serviceOf(instance, clan, config, evaluation);
    if (service !== undefined) services.set(instance, service);
    const known = service === undefined ? undefined : environment.trees.roles(clan.release, service);
    if (service === undefined || known === undefined) continue;
    for (const [role, attribute] of entriesOf(valueAt(value, ["roles"], evaluation))) {
      if (!known.includes(role)) {
        unknown.push({ instance, service, role, at: attribute.name, known });
        continue;
      }
      const machines = machinesInRole(attribute, clan, evaluation);
      for (const machine of machines.length === 0 ? [undefined] : machines) {
        const found = settingsOf({ instance, service, role, machine }, clan, environment, evaluation);
        if (found !== undefined) settings.push(found);
      }
    }
  }
  return { services, settings, unknown };
}

/**
 * The service of clan-core that an instance is of; `undefined` when it comes from elsewhere or is not known. Without an input the service
 * is clan-core's; without a name it is called as the instance (clan-core, resolve-module and the inventory's interface).
 */
function serviceOf(instance: string, clan: Clan, config: Value, evaluation: Evaluation): string | undefined {
  const module = ["inventory", "instances", instance, "module"];
  const given = (name: string): Value | undefined => {
    const option = [...module, name];
    const isSet = clan.system.configuration.finalsAt(option).some(({ definition }) => !definition.fallback);
    return isSet ? valueAt(config, option, evaluation) : undefined;
  };
  const input = given("input") ?? nullValue;
  if (input.kind !== "null" && !(input.kind === "string" && input.text === "clan-core")) return undefined;
  const name = given("name") ?? string(instance);
  return name.kind === "string" ? name.text : undefined;
}

/** The machines that a role names, or whose tags it names. */
function machinesInRole(role: Attr, clan: Clan, evaluation: Evaluation): readonly string[] {
  const value = role.value.force(evaluation);
  const names = new Set<string>();
  for (const name of entriesOf(valueAt(value, ["machines"], evaluation)).keys()) names.add(name);
  const tags = new Set(entriesOf(valueAt(value, ["tags"], evaluation)).keys());
  if (tags.size === 0) return [...names];
  for (const [machine, tagged] of clan.tags) if (tagged.some((tag) => tags.has(tag))) names.add(machine);
  return [...names];
}

function settingsOf(
  of: Omit<RoleSettings, "system" | "prefix">,
  clan: Clan,
  environment: Environment,
  evaluation: Evaluation,
): RoleSettings | undefined {
  const role = ["inventory", "instances", of.instance, "roles", of.role];
  const own = of.machine === undefined ? [] : [...role, "machines", of.machine, "settings"];
  const prefix = of.machine === undefined ? [...role, "settings"] : own;
  const options = environment.trees.settings(clan.release, of.service, of.role, prefix);
  if (options === undefined) return undefined;
  const { configuration } = clan.system;
  const tags = of.machine === undefined ? [] : (clan.tags.get(of.machine) ?? []);
  const system = evaluateModules({
    modules: [
      ...modulesAt(configuration, [...role, "settings"]),
      ...tags.flatMap((tag) => modulesAt(configuration, [...role, "tags", tag, "settings"])),
      ...(of.machine === undefined ? [] : modulesAt(configuration, own)),
    ],
    ...options,
    lib: Thunk.of(environment.lib),
    prefix,
    evaluation,
  });
  return { ...of, prefix, system };
}
