import type { ShellCommand } from "../../shell/script.ts";
import type { Rule } from "../rule.ts";
import { hookScripts, placeOfText } from "./scripts.ts";

/** Commands that say no with their exit status, and for which that is no failure. */
function saysNo({ name, arguments: words }: ShellCommand): string | undefined {
  const program = name?.split("/").at(-1);
  if (program === "systemctl") {
    const verb = words.find((word) => word !== undefined && !word.startsWith("-"));
    return verb !== undefined && ["is-active", "is-enabled", "is-failed", "status"].includes(verb)
      ? `systemctl ${verb}`
      : undefined;
  }
  return program !== undefined && ["grep", "egrep", "pgrep", "pidof", "diff", "cmp"].includes(program)
    ? program
    : undefined;
}

/**
 * Under `set -e` an assignment fails with the command in it. `systemctl is-active` exits with 3 for a unit that is not running, so the hook ends there, and
 * the whole backup is cancelled. Seen with bash 5.2 and systemd 252; the guide has it. Catalogue: T06.
 */
export const assignmentFails: Rule = {
  code: "assignment-fails",
  severity: "error",
  *check(context) {
    for (const { script, at, option } of hookScripts(context)) {
      for (const command of script.commands) {
        if (!command.assigned || command.guarded || command.afterUnknown) continue;
        const what = saysNo(command);
        if (what === undefined) continue;
        yield {
          at: placeOfText(at, command.text),
          option,
          message: `The whole backup is cancelled whenever ${what} says no: under set -e its exit status ends the script. Ask in a condition (if ${what} …), or add || true.`,
        };
      }
    }
  },
};
