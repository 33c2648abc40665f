import type { ClanRule, Rule } from "../rule.ts";

export const stateRules: readonly Rule[] = [];

export const stateClanRules: readonly ClanRule[] = [];
