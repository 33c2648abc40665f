import { connectsPlainly } from "../../clan/topology/addresses.ts";
import type { MachineModel } from "../../clan/topology/model.ts";
import { takesForWhole } from "../../clan/topology/mounts.ts";
import { integerOf } from "../../clan/topology/reader.ts";
import { replaceString } from "../fixes.ts";
import { destinationOption } from "../paths.ts";
import type { ClanRule } from "../rule.ts";

/**
 * ssh goes to port 22 when nothing else is said: "Connection refused". Source: ssh(1); nixpkgs, services/networking/ssh/sshd.nix (`ports`, 22
 * by default). Catalogue: B59.
 */
export const serverOnOtherPort: ClanRule = {
  code: "server-on-other-port",
  severity: "warning",
  *checkClan({ connections }) {
    for (const { client, destination, location, server } of connections) {
      if (server.kind !== "machine" || location?.host === undefined) continue;
      if (!connectsPlainly(client, destination, location)) continue;
      const ports = sshPorts(server.machine);
      const [port] = ports ?? [];
      if (port === undefined || ports?.includes(22) === true) continue;
      const user = location.user === undefined ? "" : `${location.user}@`;
      const path = location.path.startsWith("/") ? location.path : `/./${location.path === "." ? "" : location.path}`;
      yield {
        at: destination.repo.at ?? destination.at,
        machine: client.name,
        option: destinationOption(destination, "repo"),
        message: `Every backup to ${server.machine.name} will fail with "Connection refused": its sshd listens on port ${port}, and nothing tells ssh so. Write ssh://…:${port}/… in repo, or tell ssh with programs.ssh.extraConfig.`,
        fixes:
          destination.server === undefined && ports?.length === 1 && !location.host.includes(":")
            ? [replaceString(destination.repo.at, `ssh://${user}${location.host}:${port}${path}`)]
            : [],
      };
    }
  },
};

/** The ports that sshd of `machine` certainly listens on, and no others; `undefined` where that is not known or nothing is said. */
function sshPorts(machine: MachineModel): readonly number[] | undefined {
  const { config } = machine;
  if (!takesForWhole(machine) || config.isMentioned("services", "openssh", "listenAddresses") !== false)
    return undefined;
  if (config.isMentioned("networking", "nat", "forwardPorts") !== false) return undefined;
  const found = config.undeclared("services", "openssh", "ports");
  if (!found.known || found.value.kind !== "list" || found.value.open) return undefined;
  const ports = found.value.elements.map((port) =>
    integerOf({ known: true, value: port.force(config.evaluation), at: undefined }),
  );
  return ports.every((port) => port.known) ? ports.map(({ value }) => value) : undefined;
}
