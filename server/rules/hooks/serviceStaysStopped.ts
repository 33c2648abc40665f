import { takesForWhole } from "../../clan/topology/mounts.ts";
import type { Rule } from "../rule.ts";
import { hookScripts, placeOfText, systemctlCalls } from "./scripts.ts";

/** The option that runs after a backup, failed or not, is there since (clan-core d344e6cc5). */
const POST_BACKUP = "2025-11-18";

/**
 * What a hook stops before a backup stays stopped unless something starts it. Source: clan-core, state options; borg runs postBackupScript even
 * when the backup failed (ExecStopPost). Catalogue: T08.
 */
export const serviceStaysStopped: Rule = {
  code: "service-stays-stopped",
  severity: "warning",
  *check(context) {
    const { machine } = context;
    const scripts = [...hookScripts(context)];
    const hooks = machine.states.items.reduce((sum, state) => sum + state.hooks.length, 0);
    // A script that cannot be read may start it.
    if (
      !takesForWhole(machine) ||
      !machine.states.complete ||
      scripts.filter(({ state }) => state !== undefined).length < hooks
    )
      return;
    if (
      scripts.some(
        ({ script }) => script.open || script.commands.some(({ name }) => name === undefined || name === "trap"),
      )
    )
      return;
    // Jobs and services may have hooks of their own.
    if (
      machine.jobs.items.some(
        ({ options }) => options.definitions("postHook").length + options.definitions("postCreate").length > 0,
      )
    )
      return;
    const started = new Set(scripts.flatMap(({ script }) => systemctlCalls(script).flatMap(startedBy)));
    if (started.has("*")) return;
    for (const { hook, script, at, option } of scripts) {
      if (!/^pre/.test(hook.option) || /Restore/.test(hook.option)) continue;
      for (const { verb, units, text } of systemctlCalls(script)) {
        const left = verb === "stop" ? units.filter((unit) => !started.has(unit)) : [];
        if (left.length === 0) continue;
        const how =
          machine.release.date >= POST_BACKUP
            ? "in postBackupScript"
            : "at the end of this script, when the data is copied or dumped";
        yield {
          at: placeOfText(at, text),
          option,
          message: `${left.join(" and ")} stays stopped after the backup: nothing starts it again. Start it ${how}.`,
        };
      }
    }
  },
};

function startedBy({
  verb,
  units,
  complete,
}: {
  readonly verb: string;
  readonly units: readonly string[];
  readonly complete: boolean;
}): readonly string[] {
  if (!["start", "restart", "try-restart", "reload-or-restart", "isolate"].includes(verb)) return [];
  return complete ? units : ["*"];
}
