import type { ClanRule } from "../rule.ts";
import { repositoryOption } from "./keyFixes.ts";

/**
 * Clan's job prunes after each backup. With an append-only key borg marks archives as deleted but frees no space, until somebody compacts the
 * repository on the server. Source: nixpkgs, services/backup/borgbackup.nix; borg manual, "Append-only mode". Catalogue: K19.
 */
export const appendOnlyClient: ClanRule = {
  code: "append-only-client",
  severity: "info",
  *checkClan({ connections }) {
    for (const { client, match } of connections) {
      if (match.kind !== "accepted" || !match.key.appendOnly || match.repository.origin.kind !== "options") continue;
      yield {
        at: match.key.at,
        option: repositoryOption(match.repository, "authorizedKeysAppendOnly"),
        message: `The repository of ${client.name} will only grow: its old archives are removed each night, but an append-only key frees no space. Run borg compact on the server from time to time.`,
      };
    }
  },
};
