/** Every rule of the catalogue that is decided here. */
import { borgClanRules, borgRules } from "./borg/rules.ts";
import { clanClanRules, clanRules } from "./clan/rules.ts";
import { disksClanRules, disksRules } from "./disks/rules.ts";
import { hookRules } from "./hooks/rules.ts";
import { SHELLCHECK } from "./hooks/shellcheck.ts";
import { keysClanRules, keysRules } from "./keys/rules.ts";
import type { ClanRule, Rule } from "./rule.ts";
import { stateClanRules, stateRules } from "./state/rules.ts";

/** Rules about one machine. */
export const machineRules: readonly Rule[] = [
  ...disksRules,
  ...borgRules,
  ...keysRules,
  ...stateRules,
  ...hookRules,
  ...clanRules,
];

/** Rules about what lies between machines. */
export const betweenRules: readonly ClanRule[] = [
  ...disksClanRules,
  ...borgClanRules,
  ...keysClanRules,
  ...stateClanRules,
  ...clanClanRules,
];

/** Codes of findings that are not made by a rule of the list: those of the module system, of the text, of the comments that ignore findings, of ShellCheck. */
const OTHER_CODES = [
  SHELLCHECK,
  "conflicting-definitions",
  "evaluation-error",
  "missing-option",
  "not-judged",
  "read-only-option",
  "removed-option",
  "syntax-error",
  "undefined-variable",
  "unknown-option",
  "unknown-role",
  "unsupported-attribute",
  "unused-ignore",
  "wrong-type",
] as const;

/** Every code that a finding can have, sorted. */
export const allCodes: readonly string[] = [
  ...new Set([...OTHER_CODES, ...[...machineRules, ...betweenRules].map(({ code }) => code)]),
].sort();
