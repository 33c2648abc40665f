import { contentOf, fingerprintOf, generatedFileOf, machineNamedBy } from "../../clan/topology/keys.ts";
import type { ClanModel, RepositoryKey } from "../../clan/topology/model.ts";
import type { Severity } from "../../finding.ts";
import type { ClanRule } from "../rule.ts";
import { changePath, generateCommand, ownRepositories, repositoryOption } from "./keyFixes.ts";

/** clan-core bb7a33317: facts are gone, and `clan vars generate` makes new keys instead of taking over those of facts. */
const FACTS_REMOVED = "2025-12-09";

/**
 * Backups read and write vars since 2025-01-16 (clan-core 038083bec), facts before. The file of the other layout may still be there, with a key that
 * the machine does not have any more. Catalogue: K06, M15.
 */
export const outdatedKey: ClanRule = {
  code: "outdated-key",
  severity: "error",
  *checkClan({ clan }) {
    const { evidence } = clan.release;
    const isCertain = evidence === "lock" || evidence === "flag";
    for (const server of clan.machines.values()) {
      for (const repository of ownRepositories(server)) {
        for (const key of repository.keys.items) {
          const found = stateOf(clan, key);
          if (found === undefined) continue;
          yield {
            at: key.at,
            machine: server.name,
            severity: isCertain ? found.severity : "info",
            option: repositoryOption(repository, "authorizedKeys"),
            message: found.message,
            fixes: [found.to === undefined ? undefined : changePath(key.at, found.from, found.to, clan.root)],
          };
        }
      }
    }
  },
};

interface Outdated {
  readonly severity: Severity;
  readonly message: string;
  readonly from: string;
  readonly to: string | undefined;
}

function stateOf(clan: ClanModel, key: RepositoryKey): Outdated | undefined {
  const client = clan.machines.get(machineNamedBy(key, clan.root) ?? "");
  const from = key.value?.file;
  const current = client?.publicKeys.find((candidate) => candidate.current);
  if (client?.name === undefined || from === undefined || current === undefined || current.path === from)
    return undefined;
  if (generatedFileOf(key, clan.root)?.layout === current.layout) return undefined;
  const { name } = client;
  const where = current.path.slice(clan.root.length + 1);
  const command = generateCommand(name, clan.release.date);
  if (current.missing) {
    const isKept = clan.release.date < FACTS_REMOVED;
    const message = `This is a key from before Clan kept it in ${where}. \`${command}\` ${isKept ? "writes it" : "will make another one"} there; read it from there then.`;
    return { severity: isKept ? "info" : "warning", message, from, to: undefined };
  }
  const now = fingerprintOf(current.content);
  const then = fingerprintOf(contentOf(key));
  if (now === undefined || then === undefined) return undefined;
  if (now === then)
    return {
      severity: "info",
      message: `Clan does not write this file any more: a new key of ${name} will be in ${where} only.`,
      from,
      to: current.path,
    };
  return {
    severity: "error",
    message: `${name} cannot log in: it has another key by now, which is in ${where}.`,
    from,
    to: current.path,
  };
}
