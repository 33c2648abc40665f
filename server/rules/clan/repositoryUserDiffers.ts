import { isKnown, isWritten } from "../../clan/topology/facts.ts";
import { replaceString } from "../fixes.ts";
import { destinationOption } from "../paths.ts";
import type { ClanRule } from "../rule.ts";

/**
 * The keys of a repository are those of one user, `borg` by default: any other is refused with "Permission denied (publickey)". Source: nixpkgs,
 * services/backup/borgbackup.nix. Catalogue: B11.
 */
export const repositoryUserDiffers: ClanRule = {
  code: "repository-user-differs",
  severity: "error",
  *checkClan({ connections }) {
    for (const { client, destination, location, server, match } of connections) {
      if (match.kind !== "accepted" || server.kind !== "machine" || destination.server !== undefined) continue;
      const { user } = match.repository;
      const { repo } = destination;
      if (location?.user === undefined || !isKnown(user) || !isWritten(repo) || location.user === user.value) continue;
      // The key may be let in as that user by other means.
      if (server.machine.config.isMentioned("users", "users", location.user) !== false) continue;
      yield {
        at: repo.at,
        machine: client.name,
        option: destinationOption(destination, "repo"),
        message: `Every backup to ${server.machine.name} will fail with "Permission denied": the repository there belongs to the user ${user.value}, not ${location.user}.`,
        related: [{ at: user.at ?? match.repository.at, message: "the repository for this key" }],
        fixes: [
          replaceString(
            repo.at,
            repo.value.replace(`${location.user}@`, () => `${user.value}@`),
          ),
        ],
      };
    }
  },
};
