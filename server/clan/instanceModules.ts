/**
 * What the instances of the inventory add to the modules of a machine: `extraModules` of its roles, and the modules of services that are not
 * clan-core's, which are not read. Facts: clan-core 2025-06 to 2026-08, lib/inventory/distributed-service/service-module.nix.
 */
import type { ModuleSource } from "../nix/modules/moduleCollect.ts";
import { type Evaluation, Thunk, unknownThunk } from "../nix/thunk.ts";
import { path } from "../nix/value.ts";
import type { ServicesSource } from "./inventoryServices.ts";
import { OptionReader } from "./topology/reader.ts";

const INSTANCES = ["inventory", "instances"];

/** The modules that instances add to each machine. Where not all instances are known, a module that is not known is among them. */
export function instanceModules(
  source: ServicesSource,
  evaluation: Evaluation,
): (machine: string) => readonly ModuleSource[] {
  const options = new OptionReader(source.system.configuration);
  if (options.isMentioned(...INSTANCES) === false) return () => [];
  const instances = options.entries(...INSTANCES);
  const added = new Map<string, ModuleSource[]>();
  for (const instance of instances.items) {
    const isForeign = isFromElsewhere(instance.options);
    for (const role of instance.options.entries("roles").items) {
      const extra = extraModules(role.options, source.root, evaluation);
      const modules = isForeign ? [...extra, unknownModule(`the service of the instance ${instance.name}`)] : extra;
      if (modules.length === 0) continue;
      for (const machine of membersOf(role.options, source.tags))
        added.set(machine, [...(added.get(machine) ?? []), ...modules]);
    }
  }
  const others = instances.complete ? [] : [unknownModule("further instances of the inventory")];
  return (machine) => [...(added.get(machine) ?? []), ...others];
}

/** Without an input, or with the input clan-core, a service is clan-core's (clan-core, modules/inventoryClass). */
function isFromElsewhere(instance: OptionReader): boolean {
  if (instance.definitions("module", "input").length === 0) return instance.isMentioned("module", "input") !== false;
  const input = instance.textOrNull("module", "input");
  return !input.known || (input.value !== null && input.value !== "clan-core");
}

/** The machines that a role names, and those with its tags. */
function membersOf(role: OptionReader, tags: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const members = new Set(role.entries("machines").items.map(({ name }) => name));
  const wanted = new Set(role.entries("tags").items.map(({ name }) => name));
  for (const [machine, own] of tags) if (own.some((tag) => wanted.has(tag))) members.add(machine);
  return members;
}

/** `extraModules` of a role, or of a service of before 2025; a text is a path in the clan's folder. */
export function extraModules(role: OptionReader, root: string, evaluation: Evaluation): readonly ModuleSource[] {
  const { items, complete } = role.elements("extraModules");
  const modules = items.map(({ thunk }) => {
    const value = thunk.force(evaluation);
    return moduleFrom(value.kind === "string" ? Thunk.of(path(`${root}/${value.text}`)) : thunk);
  });
  return complete ? modules : [...modules, unknownModule("extra modules")];
}

function unknownModule(what: string): ModuleSource {
  return moduleFrom(unknownThunk(what));
}

/** A module to start from, which nothing in the clan's options defines. */
export function moduleFrom(module: Thunk): ModuleSource {
  return { kind: "module", module, definition: undefined };
}
