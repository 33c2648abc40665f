import type { Connection } from "../../clan/topology/match.ts";
import type { MachineModel } from "../../clan/topology/model.ts";
import { destinationOption } from "../paths.ts";
import type { ClanRule } from "../rule.ts";

/** A machine that is its own only server has no copy left when its disk fails. Seen in public clans. Catalogue: B50. */
export const backupOnSameMachine: ClanRule = {
  code: "backup-on-same-machine",
  severity: "warning",
  *checkClan({ connections }) {
    for (const [client, own] of byClient(connections)) {
      const { destinations, localBackup, jobs } = client;
      if (!client.complete || !destinations.complete || !localBackup.targets.complete || !jobs.complete) continue;
      if (localBackup.targets.items.length > 0 || jobs.items.length > 0) continue;
      if (!own.every(({ server }) => server.kind === "machine" && server.machine === client)) continue;
      const [first] = own;
      if (first === undefined) continue;
      yield {
        at: first.destination.at,
        machine: client.name,
        option: destinationOption(first.destination),
        message: `All backups of ${client.name} stay on ${client.name}: when its disk fails they are gone as well. Add a server that is another machine, a destination elsewhere, or a disk.`,
      };
    }
  },
};

function byClient(connections: readonly Connection[]): ReadonlyMap<MachineModel, readonly Connection[]> {
  const found = new Map<MachineModel, Connection[]>();
  for (const connection of connections) {
    const list = found.get(connection.client);
    if (list === undefined) found.set(connection.client, [connection]);
    else list.push(connection);
  }
  return found;
}
