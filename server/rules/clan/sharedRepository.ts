import { isWritten } from "../../clan/topology/facts.ts";
import { normalPath } from "../../clan/topology/folders.ts";
import type { Connection } from "../../clan/topology/match.ts";
import type { Fix } from "../../finding.ts";
import { appendToString } from "../fixes.ts";
import { destinationOption } from "../paths.ts";
import type { ClanRule } from "../rule.ts";

/**
 * Clan makes a passphrase for each machine. The first to come makes the repository with its own; the second is told "passphrase supplied in …
 * is incorrect" each night. Seen with borg 1.2.4. Catalogue: B23.
 */
export const sharedRepository: ClanRule = {
  code: "shared-repository",
  severity: "error",
  *checkClan({ connections }) {
    const seen = new Map<string, Connection>();
    for (const connection of connections) {
      const id = identityOf(connection);
      if (id === undefined) continue;
      const first = seen.get(id);
      const { client, destination } = connection;
      if (first === undefined) seen.set(id, connection);
      if (first === undefined || first.client === client) continue;
      const { at } = destination.repo;
      const isSame = at === first.destination.repo.at;
      yield {
        at,
        machine: client.name,
        option: destinationOption(destination, "repo"),
        message: `${first.client.name} and ${client.name} have the same repository, but each machine has its own passphrase: the second will fail with "passphrase is incorrect". Give each a folder of its own.`,
        related: isSame ? [] : [{ at: first.destination.repo.at, message: `used by ${first.client.name}` }],
        fixes: [isSame ? undefined : ownFolder(connection)],
      };
    }
  },
};

/** The folder that the destination leads to; `undefined` where it may be another for each key, or is not certain. */
function identityOf({ client, destination, location, server }: Connection): string | undefined {
  if (location?.host === undefined || server.kind !== "external" || !isWritten(destination.repo)) return undefined;
  const path = normalPath(location.path.replace(/^\/?\.\/|^\/?~\//, ""));
  // A key may be tied to a folder of its own by the server, where `.` then is.
  if (path === "" || path === "/" || path.startsWith("~")) return undefined;
  if (hasOwnPassphrase(client.config.isMentioned("clan", "core", "vars", "generators", "borgbackup"))) return undefined;
  const { jobs } = client;
  const job = jobs.items.find(({ key }) => key === destination.key);
  if (job?.options.isMentioned("encryption") === true || job?.options.isMentioned("repo") === true) return undefined;
  if (!jobs.complete && !client.config.open) return undefined;
  return JSON.stringify([location.user, location.host.toLowerCase(), location.port ?? 22, path]);
}

/** Another generator may give all machines one passphrase. */
function hasOwnPassphrase(mentioned: boolean | undefined): boolean {
  return mentioned === true;
}

function ownFolder({ client, destination, location }: Connection): Fix | undefined {
  const { repo } = destination;
  if (client.name === undefined || location?.archive !== undefined || !repo.known || repo.value.endsWith("/"))
    return undefined;
  const fix = appendToString(repo.at, `/${client.name}`);
  return fix && { ...fix, title: `Use the folder ${client.name} in it` };
}
