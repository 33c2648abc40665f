import type { MachineModel } from "../../clan/topology/model.ts";
import type { Fix } from "../../finding.ts";
import { addToSet } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { bodyFor } from "../written.ts";

/**
 * borg has a timer, localbackup has none in any release: it runs when somebody calls `clan backups create` or localbackup-create. Source:
 * clanModules/localbackup (2024-06), clanServices/localbackup (2026-08). Catalogue: L18.
 */
export const localbackupNotScheduled: Rule = {
  code: "localbackup-not-scheduled",
  severity: "info",
  absence: true,
  *check({ machine }) {
    const { targets } = machine.localBackup;
    const [first] = targets.items;
    if (first === undefined || machine.scope !== "machine" || !machine.complete || isScheduled(machine)) return;
    yield {
      at: first.at,
      message:
        "These snapshots are made only when somebody asks for them: Clan has no timer for localbackup. Add a service that runs localbackup-create daily.",
      fixes: [addTimer(machine)],
    };
  },
};

/** Whether any module of the machine speaks of the program that makes the backups, or of Clan's own. */
function isScheduled({ config }: MachineModel): boolean {
  return config.files.some((file) =>
    /localbackup-create|clan backups|backups create/.test(config.evaluation.files.readText(file) ?? ""),
  );
}

function addTimer(machine: MachineModel): Fix | undefined {
  const body = bodyFor(machine, machine.localBackup.targets.items[0]?.at);
  const edit =
    body &&
    addToSet(
      body,
      [
        "systemd.services.localbackup = {",
        '  startAt = "daily";',
        '  script = "/run/current-system/sw/bin/localbackup-create";',
        "};",
      ].join("\n"),
    );
  return edit && { title: "Run it every day", edits: [edit] };
}
