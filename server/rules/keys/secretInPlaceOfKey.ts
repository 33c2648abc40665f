import { BACKUP_GENERATOR } from "../../clan/layout.ts";
import { generatedFileOf } from "../../clan/topology/keys.ts";
import type { MachineModel, RepositoryKey } from "../../clan/topology/model.ts";
import type { Fix } from "../../finding.ts";
import type { Rule } from "../rule.ts";
import { changePath, keyInUse, ownKeys, repositoryOption } from "./keyFixes.ts";

/**
 * What `authorizedKeys` holds lands in the Nix store, which everyone on the server can read, and in the file of keys that sshd reads. A private
 * key is given away, and an encrypted text lets nobody in. Nothing of the text is told. Catalogue: K05.
 */
export const secretInPlaceOfKey: Rule = {
  code: "secret-in-place-of-key",
  severity: "error",
  *check({ machine }) {
    for (const { repository, key, content } of ownKeys(machine)) {
      if (content?.kind !== "private-key" && content?.kind !== "secret") continue;
      const what =
        content.kind === "private-key"
          ? "This is a private key: it would be readable for everyone on the server, and nobody could log in with it."
          : "This is no public key but something encrypted, so the client cannot log in.";
      yield {
        at: key.at,
        option: repositoryOption(repository, "authorizedKeys"),
        message: `${what} Use the file that ends in .pub, or the public value of vars.`,
        fixes: [toPublicKey(machine, key)],
      };
    }
  },
};

function toPublicKey(machine: MachineModel, key: RepositoryKey): Fix | undefined {
  const generated = generatedFileOf(key, machine.root);
  const file = key.value?.file;
  if (generated?.secret !== true || generated.machine === undefined || file === undefined) return undefined;
  if (generated.generator !== BACKUP_GENERATOR || generated.file !== "borgbackup.ssh") return undefined;
  const inUse = keyInUse(generated.machine, machine)?.path;
  return inUse === undefined ? undefined : changePath(key.at, file, inUse, machine.root);
}
