import type { Rule } from "../rule.ts";

/** clan-core 72f79dee3. */
const DEPRECATED = "2024-09-15";
/** Day on which backups read vars instead of facts (clan-core 038083bec). */
const VARS_SINCE = "2025-01-16";
/** clan-core 35e5f4a42; from then on the option is unknown. */
const REMOVED = "2025-08-14";

/**
 * clanModules.borgbackup-static makes repositories for clients, and reads their keys from facts in all releases. Since clients have new keys in vars
 * it lets in keys that nobody has. Source: clanModules/borgbackup-static, 2024-06-05 to 2025-08-14. Catalogue: M10.
 */
export const oldServerModule: Rule = {
  code: "old-server-module",
  severity: "warning",
  since: DEPRECATED,
  until: REMOVED,
  *check({ machine }) {
    const { config, release } = machine;
    const [at] = config.placesOf("clan", "borgbackup-static");
    if (at === undefined) return;
    const why =
      release.date >= VARS_SINCE
        ? "It reads the keys of clients from facts, and they have others in vars by now: their backups fail."
        : "It is deprecated.";
    yield {
      at,
      option: ["clan", "borgbackup-static"],
      message: `${why} Use the service borgbackup of the inventory with this machine as its server.`,
    };
  },
};
