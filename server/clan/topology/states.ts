/** What a machine says is to be saved, and what it dumps before. */

import { hooksOf } from "./disks.ts";
import type { Group } from "./facts.ts";
import type { Database, Provider, State } from "./model.ts";
import type { OptionReader } from "./reader.ts";

/** Scripts of a state since 2024-06-19 (clan-core e68ebc8d6), postBackupScript since 2025-11-18; the Commands are by hand only before. */
const STATE_HOOKS = [
  "preBackupScript",
  "postBackupScript",
  "preRestoreScript",
  "postRestoreScript",
  "preBackupCommand",
  "postBackupCommand",
  "preRestoreCommand",
  "postRestoreCommand",
] as const;

/** `clan.core.state`, under its old name as well. */
export function statesOf(config: OptionReader): Group<State> {
  const { items, complete } = config.entries("clan", "core", "state");
  return {
    complete,
    items: items.map(({ name, at, options }) => ({
      name,
      at,
      folders: options.texts("folders"),
      hooks: hooksOf(
        options,
        STATE_HOOKS.filter((hook) => options.definitions(hook).length > 0),
      ),
    })),
  };
}

/** `clan.core.postgresql.databases` since 2025-07-29 (clan-core 3c58e2f04), `clan.postgresql.databases` before. */
export function databasesOf(config: OptionReader): Group<Database> {
  for (const path of [
    ["clan", "core", "postgresql", "databases"],
    ["clan", "postgresql", "databases"],
  ]) {
    const { items, complete } = config.entries(...path);
    if (items.length > 0)
      return { complete, items: items.map(({ name, at, options }) => ({ key: name, at, options })) };
  }
  return { items: [], complete: config.isMentioned("clan", "core", "postgresql", "databases") === false };
}

/** `clan.core.backups.providers` as far as it is written by hand; clan's own modules add themselves. */
export function providersOf(config: OptionReader): Group<Provider> {
  const { items, complete } = config.entries("clan", "core", "backups", "providers");
  return {
    complete,
    items: items.map(({ name, at, options }) => ({
      key: name,
      at,
      list: options.text("list"),
      create: options.text("create"),
      restore: options.text("restore"),
    })),
  };
}
