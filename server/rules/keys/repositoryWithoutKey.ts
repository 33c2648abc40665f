import { isKnown } from "../../clan/topology/facts.ts";
import type { MachineModel, Repository } from "../../clan/topology/model.ts";
import type { Fix, TextEdit } from "../../finding.ts";
import type { AttrsExpr } from "../../nix/expr.ts";
import { addToList, addToSet } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { setNamed } from "../written.ts";
import { keyInUse, ownRepositories, readFileText, repositoryOption } from "./keyFixes.ts";

/**
 * NixOS asserts that somebody may use a repository: "… does not make sense without at least one public key". Source: nixpkgs,
 * services/backup/borgbackup.nix. Catalogue: K01.
 */
export const repositoryWithoutKey: Rule = {
  code: "repository-without-key",
  severity: "error",
  absence: true,
  *check({ machine }) {
    for (const repository of ownRepositories(machine)) {
      const { key, at, path, keys } = repository;
      // What is wrong otherwise is being written still, or told already.
      if (!keys.complete || keys.items.length > 0 || !isKnown(path)) continue;
      yield {
        at,
        option: repositoryOption(repository, "authorizedKeys"),
        message: `This machine cannot be built: the repository ${key} has no key. Put the public key of its client into authorizedKeys.`,
        fixes: [addGeneratedKey(machine, repository)],
      };
    }
  },
};

/** The key that Clan made for the machine after which the repository is called. */
function addGeneratedKey(machine: MachineModel, { key, at }: Repository): Fix | undefined {
  const set = setNamed(machine, at);
  const file = keyInUse(key, machine)?.path;
  const read = at === undefined || file === undefined ? undefined : readFileText(at, file);
  const edit = set === undefined || read === undefined ? undefined : addKey(set, `(${read})`);
  return edit && { title: `Add the key that Clan generated for ${key}`, edits: [edit] };
}

/** Adds an element to the list that is there, or the list. */
function addKey(set: AttrsExpr, element: string): TextEdit | undefined {
  const own = set.bindings.find(
    (it) => it.kind === "bind" && it.path[0]?.kind === "static" && it.path[0].name === "authorizedKeys",
  );
  if (own === undefined) return addToSet(set, `authorizedKeys = [ ${element} ];`);
  return own.kind === "bind" && own.value.kind === "list" ? addToList(own.value, element) : undefined;
}
