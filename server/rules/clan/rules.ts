import type { ClanRule, Rule } from "../rule.ts";

export const clanRules: readonly Rule[] = [];

export const clanClanRules: readonly ClanRule[] = [];
