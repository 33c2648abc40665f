import { localBackupOf } from "../../clan/topology/disks.ts";
import type { ClanRule } from "../rule.ts";

/**
 * Without a target the program that lists backups is `( ) | jq`, which is no shell script: nixpkgs checks every script it writes with
 * `bash -n`, so the machine does not build. Source: clanServices/localbackup (2025-08 to 2026-08), nixpkgs' writeShellScriptBin; the syntax
 * error was seen with bash 5.2. Catalogue: L26.
 */
export const localbackupWithoutTargets: ClanRule = {
  code: "localbackup-without-targets",
  severity: "error",
  *checkClan({ clan }) {
    for (const instance of clan.instances.items) {
      if (instance.service !== "localbackup") continue;
      for (const { name, at } of instance.roles.get("default")?.members.items ?? []) {
        const settings = instance.settings("default", name);
        if (settings === undefined) continue;
        const { targets } = localBackupOf(settings, { kind: "instance", instance: instance.name, role: "default" });
        if (!targets.complete || targets.items.length > 0) continue;
        yield {
          at,
          machine: name,
          option: [
            "inventory",
            "instances",
            instance.name,
            "roles",
            "default",
            "machines",
            name,
            "settings",
            "targets",
          ],
          message: `${name} will not build: its localbackup has no target. Name a disk or folder under settings.targets, or take the machine out of the role.`,
        };
      }
    }
  },
};
