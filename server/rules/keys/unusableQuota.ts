import { isWritten } from "../../clan/topology/facts.ts";
import type { Rule } from "../rule.ts";
import { ownRepositories, repositoryOption } from "./keyFixes.ts";

const FACTORS: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };

/**
 * NixOS takes any digits and dots with a letter; borg wants a number, and no less than 10 MB: "quota is too small (…). At least 10M are
 * required". `borg serve` ends at once then. Source: borg 1.2.4 parse_storage_quota; nixpkgs, services/backup/borgbackup.nix. Catalogue: K14.
 */
export const unusableQuota: Rule = {
  code: "unusable-quota",
  severity: "error",
  *check({ machine }) {
    for (const repository of ownRepositories(machine)) {
      const { quota } = repository;
      if (!isWritten(quota) || quota.value === null) continue;
      const bytes = bytesOf(quota.value);
      if (bytes === undefined || bytes >= 10e6) continue;
      yield {
        at: quota.at,
        option: repositoryOption(repository, "quota"),
        message: Number.isNaN(bytes)
          ? `No client can use this repository: borg cannot read ${JSON.stringify(quota.value)} as a size. Write one such as "100G".`
          : `No client can use this repository: borg wants a quota of at least 10M, and ${JSON.stringify(quota.value)} is ${bytes} bytes.`,
      };
    }
  },
};

/** The size in bytes, `NaN` for one that borg cannot read; `undefined` for what NixOS refuses before. */
function bytesOf(text: string): number | undefined {
  const [, digits, letter] = /^([\d.]+)([KMGTP]?)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const isNumber = /^(?:\d+\.?\d*|\.\d+)$/.test(digits);
  return isNumber ? Math.trunc(Number(digits) * (FACTORS[letter ?? ""] ?? 1)) : Number.NaN;
}
