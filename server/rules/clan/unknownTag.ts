import { nearest } from "../../nix/modules/nearName.ts";
import type { ClanRule } from "../rule.ts";
import { mentionsIn, renameMention } from "./backupInstances.ts";

/** Tags that Clan gives by itself. */
const BUILT_IN: ReadonlySet<string> = new Set(["all", "nixos", "darwin"]);

/**
 * A role whose tag no machine has is empty. Nix only warns, "no machine with tag '…' found", among much else. Source: clan-core lib/inventory,
 * 2025-07 to 2026-08. Catalogue: B52.
 */
export const unknownTag: ClanRule = {
  code: "unknown-tag",
  severity: "warning",
  *checkClan({ clan }) {
    if (!clan.tagsComplete) return;
    const tags = new Set([...clan.tags.values()].flat());
    for (const { name, at, option, beside } of mentionsIn(clan, "tags")) {
      if (tags.has(name) || BUILT_IN.has(name)) continue;
      const meant = nearest(name, tags);
      yield {
        at,
        option,
        message: `No machine has the tag ${name}, so nobody gets this role by it${meant === undefined ? "." : `; did you mean ${meant}?`}`,
        fixes: [meant !== undefined && beside.includes(meant) ? undefined : renameMention(at, meant)],
      };
    }
  },
};
