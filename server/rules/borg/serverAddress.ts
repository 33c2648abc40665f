import { isIPv6 } from "node:net";
import { isWritten } from "../../clan/topology/facts.ts";
import type { Place } from "../../nix/expr.ts";
import { replaceString } from "../fixes.ts";
import type { ClanRule } from "../rule.ts";

/**
 * Clients write `borg@<address>:.` themselves, so the address is a host and nothing else. Source: clanServices/borgbackup since 2025-11-18
 * (clan-core d344e6cc5). Catalogue: B57.
 */
export const serverAddress: ClanRule = {
  code: "bad-server-address",
  severity: "error",
  *checkClan({ clan }) {
    const seen = new Set<Place>();
    for (const instance of clan.instances.items) {
      const role = instance.service === "borgbackup" ? instance.roles.get("server") : undefined;
      if (role === undefined) continue;
      for (const machine of [...role.members.items.map(({ name }) => name), undefined]) {
        const address = instance.settings("server", machine)?.textOrNull("address");
        if (address === undefined || !isWritten(address) || address.value === null || seen.has(address.at)) continue;
        seen.add(address.at);
        const problem = problemOf(address.value);
        if (problem === undefined) continue;
        yield {
          at: address.at,
          machine,
          option: ["inventory", "instances", instance.name, "roles", "server", "settings", "address"],
          message: `No client can back up: they go to borg@${address.value}:., ${problem.why}. Write the host alone.`,
          fixes: problem.instead === undefined ? [] : [replaceString(address.at, problem.instead)],
        };
      }
    }
  },
};

function problemOf(address: string): { readonly why: string; readonly instead?: string } | undefined {
  if (/<[A-Za-z][A-Za-z0-9 _-]*>|\$\{?[A-Za-z_]+\}?/.test(address))
    return { why: "which is a placeholder of the documentation" };
  if (isIPv6(address))
    return { why: "in which borg takes the colons of the address for its own", instead: `[${address}]` };
  if (/^\[[0-9a-fA-F:.]+\]$/.test(address)) return undefined;
  const host = address.replace(/^[a-z]+:\/\//, "").replace(/^[^@]*@/, "");
  const bare = host.replace(/[:/].*$/, "");
  if (address.includes("://")) return { why: "which is no host", instead: bare };
  if (address.includes("@")) return { why: "which has two users", instead: bare };
  return /[:/\s]/.test(address) && bare !== "" ? { why: "which is no host and path", instead: bare } : undefined;
}
