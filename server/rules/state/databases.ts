/** Databases that Clan dumps before a backup: `clan.core.postgresql`, before 2025-07-29 `clan.postgresql`. Catalogue: T10, T12, T14. */
import { type Fact, isKnown } from "../../clan/topology/facts.ts";
import type { Database, MachineModel } from "../../clan/topology/model.ts";
import { takesForWhole } from "../../clan/topology/mounts.ts";
import type { Fix } from "../../finding.ts";
import type { Place } from "../../nix/expr.ts";
import { addToSet, replace, textAt } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { bodyFor } from "../written.ts";

/** The option needs `enable` since it moved (clan-core 3c58e2f04). */
const MOVED = "2025-07-29";

function optionOf({ release }: MachineModel): readonly string[] {
  return release.date >= MOVED ? ["clan", "core", "postgresql"] : ["clan", "postgresql"];
}

/** The state that a database belongs to. */
function serviceOf({ key, options }: Database): Fact<string> {
  const service = options.text("service");
  return service.known || service.at !== undefined ? service : { known: true, value: key, at: undefined };
}

/**
 * The restore stops the units of the list, and with an empty one runs `systemctl stop` alone: "Too few arguments", and the restore ends. Seen with
 * systemd 252; clan-core fc9a05149 left the guarded form unused. Since 2024-06-19.
 */
export const restoreStopsNothing: Rule = {
  code: "restore-stops-nothing",
  severity: "error",
  since: "2024-06-19",
  *check({ machine }) {
    for (const { key, at, options } of machine.databases.items) {
      const stop = options.elements("restore", "stopOnRestore");
      if (!stop.complete || stop.items.length > 0 || machine.config.open) continue;
      yield {
        at: stop.at ?? at,
        option: [...optionOf(machine), "databases", key, "restore", "stopOnRestore"],
        severity: machine.scope === "machine" ? "error" : "warning",
        message: `${key} cannot be restored: the restore stops the services that use it first, and fails when there is none. Name one: restore.stopOnRestore = [ "${key}.service" ].`,
      };
    }
  },
};

/** Two databases of one service are one state, and only the first is dumped (lib.listToAttrs keeps the first; seen with nix 2.8). */
export const databasesShareState: Rule = {
  code: "databases-share-state",
  severity: "error",
  *check({ machine }) {
    const first = new Map<string, Database>();
    const sorted = [...machine.databases.items].sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const database of sorted) {
      const service = serviceOf(database);
      if (!isKnown(service)) continue;
      const other = first.get(service.value);
      if (other === undefined) {
        first.set(service.value, database);
        continue;
      }
      yield {
        at: service.at ?? database.at,
        option: [...optionOf(machine), "databases", database.key, "service"],
        message: `${database.key} is not saved: it has the same service as ${other.key}, and only the first database of a service is dumped. Give it another service name.`,
        related: [{ at: other.at, message: "this one is dumped" }],
      };
    }
  },
};

/** Without `enable` there is no dump and no state, and nothing says so. */
export const postgresqlNotEnabled: Rule = {
  code: "postgresql-not-enabled",
  severity: "error",
  since: MOVED,
  absence: true,
  *check({ machine }) {
    const [first] = machine.databases.items;
    if (first === undefined || !takesForWhole(machine)) return;
    const enable = machine.config.boolean("clan", "core", "postgresql", "enable");
    if (!isKnown(enable) || enable.value) return;
    yield {
      at: enable.at ?? first.at,
      option: ["clan", "core", "postgresql", "enable"],
      message: `No database is dumped or saved: clan.core.postgresql is not switched on. Set clan.core.postgresql.enable = true.`,
      fixes: [switchOn(machine, enable.at, first)],
    };
  },
};

function switchOn(machine: MachineModel, written: Place | undefined, first: Database): Fix | undefined {
  if (written !== undefined)
    return textAt(written) === "false" ? { title: "Switch it on", edits: [replace(written, "true")] } : undefined;
  const body = bodyFor(machine, first.at);
  const edit = body && addToSet(body, "clan.core.postgresql.enable = true;");
  return edit && { title: "Switch it on", edits: [edit] };
}
