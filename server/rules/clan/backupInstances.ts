/** What the inventory says of backups, for rules about it. */
import { isWritten } from "../../clan/topology/facts.ts";
import type { Instance } from "../../clan/topology/instances.ts";
import type { ClanModel } from "../../clan/topology/model.ts";
import type { Fix } from "../../finding.ts";
import type { Place } from "../../nix/expr.ts";
import { optionName } from "../../nix/options/optionName.ts";
import { quoted, replace, textAt } from "../fixes.ts";

/** Services of clan-core that save something. */
export const BACKUP_SERVICES = ["borgbackup", "localbackup"] as const;

/** The instances of the services of clan-core that save something. */
export function backupInstances({ instances }: ClanModel): readonly Instance[] {
  return instances.items.filter(({ service }) => BACKUP_SERVICES.some((known) => known === service));
}

/** An option of a role. */
export function roleOption(instance: string, role: string, ...rest: readonly string[]): readonly string[] {
  return ["inventory", "instances", instance, "roles", role, ...rest];
}

/** A machine or a tag that a role of a backup service names. */
export interface Mention {
  readonly service: string;
  readonly role: string;
  readonly name: string;
  readonly at: Place | undefined;
  readonly option: readonly string[];
  /** All names that stand with it. */
  readonly beside: readonly string[];
}

/** What roles name under `machines` or `tags`: those of instances, and those of `inventory.services`, which came before. */
export function* mentionsIn(clan: ClanModel, kind: "machines" | "tags"): Generator<Mention> {
  for (const { name: instance, service = "", roles } of backupInstances(clan))
    for (const role of roles.values()) {
      const named = role[kind].items;
      const beside = named.map(({ name }) => name);
      for (const { name, at } of named)
        yield { service, role: role.name, name, at, option: roleOption(instance, role.name, kind, name), beside };
    }
  for (const service of BACKUP_SERVICES)
    for (const instance of clan.options.entries("inventory", "services", service).items)
      for (const role of clan.options.names("inventory", "services", service, instance.name, "roles").items) {
        const option = ["inventory", "services", service, instance.name, "roles", role, kind];
        const named = clan.options.texts(...option).items.filter(isWritten);
        const beside = named.map(({ value }) => value);
        for (const { value, at } of named) yield { service, role, name: value, at, option, beside };
      }
}

/** Puts the name `meant` in place of the one at `at`, an attribute's name or a string in a list. */
export function renameMention(at: Place | undefined, meant: string | undefined): Fix | undefined {
  if (at === undefined || meant === undefined) return undefined;
  const text = textAt(at).startsWith('"') ? quoted(meant) : optionName([meant]);
  return { title: `Change to ${meant}`, edits: [replace(at, text)] };
}
