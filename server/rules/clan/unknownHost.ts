import type { MachineModel } from "../../clan/topology/model.ts";
import { nearest } from "../../nix/modules/nearName.ts";
import { replaceInString } from "../fixes.ts";
import { destinationOption } from "../paths.ts";
import type { ClanRule } from "../rule.ts";

/** Shorter names are too near to too many others. */
const SHORTEST = 4;

/**
 * A host without a domain that is almost the name of a machine. Names may come from DNS or a VPN, so others are not judged. Catalogue: B12.
 */
export const unknownHost: ClanRule = {
  code: "unknown-host",
  severity: "info",
  *checkClan({ clan, connections }) {
    if (!clan.complete) return;
    for (const { client, destination, location, server } of connections) {
      const host = location?.host;
      if (server.kind !== "external" || host === undefined || /[.:]/.test(host) || host.length < SHORTEST) continue;
      if (mayBeNamed(client)) continue;
      const meant = nearest(host, clan.machines.keys());
      if (meant === undefined) continue;
      yield {
        at: destination.repo.at,
        machine: client.name,
        option: destinationOption(destination, "repo"),
        message: `No machine of this clan is called ${host}; did you mean ${meant}?`,
        fixes: [replaceInString(destination.repo.at, host, meant)],
      };
    }
  },
};

/** Whether the machine may be told elsewhere what a host is. */
function mayBeNamed({ config }: MachineModel): boolean {
  return [
    ["networking", "hosts"],
    ["networking", "extraHosts"],
    ["networking", "hostFiles"],
    ["programs", "ssh", "extraConfig"],
  ].some((path) => config.isMentioned(...path) !== false);
}
