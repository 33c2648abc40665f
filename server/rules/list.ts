/** Every rule of the catalogue that is decided here. */
import { borgClanRules, borgRules } from "./borg/rules.ts";
import { clanClanRules, clanRules } from "./clan/rules.ts";
import { disksClanRules, disksRules } from "./disks/rules.ts";
import { keysClanRules, keysRules } from "./keys/rules.ts";
import type { ClanRule, Rule } from "./rule.ts";
import { stateClanRules, stateRules } from "./state/rules.ts";

/** Rules about one machine. */
export const machineRules: readonly Rule[] = [...disksRules, ...borgRules, ...keysRules, ...stateRules, ...clanRules];

/** Rules about what lies between machines. */
export const betweenRules: readonly ClanRule[] = [
  ...disksClanRules,
  ...borgClanRules,
  ...keysClanRules,
  ...stateClanRules,
  ...clanClanRules,
];
