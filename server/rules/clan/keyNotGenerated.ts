import { generateCommand } from "../keys/keyFixes.ts";
import type { Rule } from "../rule.ts";

/**
 * A client needs the key that its generator makes, and a server of the inventory reads it. `clan machines update` makes what is missing for the
 * machines it updates; a server that is built before stops. Source: clanServices/borgbackup, clan_lib/machines/update 2026-08. Catalogue: M14.
 */
export const keyNotGenerated: Rule = {
  code: "key-not-generated",
  severity: "info",
  absence: true,
  *check({ machine }) {
    const { name, publicKeys, release, destinations } = machine;
    const key = publicKeys.find(({ current }) => current);
    if (name === undefined || key?.missing !== true) return;
    // Of a server of the clan, whose configuration reads the key; for others the key is made in time.
    const destination = destinations.items.find(({ server }) => server !== undefined);
    if (destination === undefined) return;
    yield {
      at: destination.at,
      message: `${name} has no key for its backups yet. \`${generateCommand(name, release.date)}\` makes it; do so before you update the server.`,
      missingKeys: { clan: machine.root, machine: name },
    };
  },
};
