import type { ClanRule, Rule } from "../rule.ts";

export const keysRules: readonly Rule[] = [];

export const keysClanRules: readonly ClanRule[] = [];
