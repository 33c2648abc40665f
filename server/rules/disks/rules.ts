import type { ClanRule, Rule } from "../rule.ts";
import { targetOutsideMountpoint } from "./targetOutsideMountpoint.ts";

export const disksRules: readonly Rule[] = [targetOutsideMountpoint];

export const disksClanRules: readonly ClanRule[] = [];
