import { isKnown } from "../../clan/topology/facts.ts";
import type { MachineModel } from "../../clan/topology/model.ts";
import type { Rule } from "../rule.ts";

/**
 * `clan backups` connects to the machine by ssh, and knows its address from `targetHost` only: "'targetHost' is not set". Later releases may also
 * find it through a network service. Source: clan_cli/machines/machines.py 2024-06 to 2025-07. Catalogue: M11.
 */
export const noTargetHost: Rule = {
  code: "no-target-host",
  severity: "info",
  absence: true,
  until: "2025-07-16",
  *check({ machine }) {
    const { name, complete, targetHost } = machine;
    if (!complete || !isKnown(targetHost) || targetHost.value !== null) return;
    yield {
      at: firstBackup(machine),
      option: ["clan", "core", "networking", "targetHost"],
      message: `\`clan backups\` cannot reach ${name}: no targetHost is set for it. Backups on a timer run without it.`,
    };
  },
};

/** Where the machine says that something is to be saved. */
function firstBackup({ destinations, localBackup }: MachineModel) {
  return destinations.items[0]?.at ?? localBackup.targets.items[0]?.at;
}
