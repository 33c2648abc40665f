import type { ReleaseInUse } from "../../clan/release.ts";
import { isKnown } from "../../clan/topology/facts.ts";
import type { Database } from "../../clan/topology/model.ts";
import { compareText } from "../../nix/text.ts";
import type { Rule } from "../rule.ts";
import { hookScripts, placeOfText, systemctlCalls } from "./scripts.ts";

/**
 * Hooks run in the order of the states' names. A state that stops PostgreSQL before the state of a database has its turn leaves nothing to dump
 * from: pg_dump fails, and the backup with it. Source: clan-core, postgresql module and clanServices/borgbackup (2026-08). Catalogue: T09.
 */
export const databaseStoppedBeforeDump: Rule = {
  code: "database-stopped-before-dump",
  severity: "error",
  *check(context) {
    const { machine } = context;
    for (const { state, hook, script, at, option } of hookScripts(context)) {
      if (state === undefined || hook.option !== "preBackupScript") continue;
      const stop = systemctlCalls(script).find(
        ({ verb, units }) => verb === "stop" && units.includes("postgresql.service"),
      );
      if (stop === undefined) continue;
      for (const database of machine.databases.items) {
        const dumped = stateOf(database, machine.release);
        if (dumped === undefined || compareText(state.name, dumped) >= 0) continue;
        yield {
          at: placeOfText(at, stop.text),
          option,
          severity: machine.scope === "machine" ? "error" : "warning",
          message: `The backup will fail: ${state.name} stops PostgreSQL, and ${database.key} is dumped after it, since hooks run in the order of their states' names. Let PostgreSQL run: Clan dumps it.`,
          related: [{ at: database.at, message: "this database is dumped" }],
        };
      }
    }
  },
};

/** States of databases began with `postgresql-` until that day (clan-core 06e6c24a6). */
const PREFIX_UNTIL = "2024-06-19";

/** The name of the state that dumps a database; `undefined` where it is not certain. */
function stateOf({ key, options }: Database, { date, evidence }: ReleaseInUse): string | undefined {
  if (date < PREFIX_UNTIL) return evidence === "lock" || evidence === "flag" ? `postgresql-${key}` : undefined;
  const service = options.text("service");
  if (isKnown(service)) return service.value;
  return service.at === undefined ? key : undefined;
}
