import type { ClanRule, Rule } from "../rule.ts";

export const borgRules: readonly Rule[] = [];

export const borgClanRules: readonly ClanRule[] = [];
