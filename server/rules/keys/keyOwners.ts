/** Whose keys they are. */
import { contentOf, fingerprintOf, keysIn, machineNamedBy } from "../../clan/topology/keys.ts";
import type { ClanModel, RepositoryKey } from "../../clan/topology/model.ts";

/** The machines by the fingerprints of the keys that Clan made for them; `undefined` for a key that more than one has. */
export type Owners = ReadonlyMap<string, string | undefined>;

export function ownersOf(clan: ClanModel): Owners {
  const owners = new Map<string, string | undefined>();
  for (const [name, { publicKeys }] of clan.machines) {
    for (const { content } of publicKeys) {
      const fingerprint = fingerprintOf(content);
      if (fingerprint === undefined) continue;
      owners.set(fingerprint, !owners.has(fingerprint) || owners.get(fingerprint) === name ? name : undefined);
    }
  }
  return owners;
}

/** The machine whose key `key` is: by the file that it is read from, or else by the key itself. */
export function ownerOf(key: RepositoryKey, owners: Owners, root: string): string | undefined {
  const named = machineNamedBy(key, root);
  if (named !== undefined) return named;
  const [only, ...others] = keysIn(contentOf(key));
  return only === undefined || others.length > 0 ? undefined : owners.get(only.fingerprint);
}
