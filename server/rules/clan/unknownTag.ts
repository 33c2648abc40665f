import { nearest } from "../../nix/modules/nearName.ts";
import { optionName } from "../../nix/options/optionName.ts";
import { replace } from "../fixes.ts";
import type { ClanRule } from "../rule.ts";
import { backupInstances, roleOption } from "./backupInstances.ts";

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
    for (const { name: instance, roles } of backupInstances(clan)) {
      for (const role of roles.values()) {
        for (const { name, at } of role.tags.items) {
          if (tags.has(name) || BUILT_IN.has(name)) continue;
          const meant = nearest(name, tags);
          const isName = at !== undefined && meant !== undefined && at.chunk.source.text !== "";
          yield {
            at,
            option: roleOption(instance, role.name, "tags", name),
            message: `No machine has the tag ${name}, so nobody gets this role by it${meant === undefined ? "." : `; did you mean ${meant}?`}`,
            fixes: [isName ? { title: `Change to ${meant}`, edits: [replace(at, optionName([meant]))] } : undefined],
          };
        }
      }
    }
  },
};
