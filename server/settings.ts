/** The settings a user may make, and how what an editor sends becomes `Settings`. */
import { SEVERITIES } from "./finding.ts";
import { DEFAULT_SETTINGS, type Settings } from "./workspace/settings.ts";

/**
 * The releases of clan-core whose options are known, from the oldest; `auto` picks one. Names alone, since reading arguments and settings
 * must not load the options of all of them.
 */
export const RELEASE_NAMES = ["2024-05", "2024-06", "2025-03", "2025-07", "2025-12", "2026-08"] as const;

/** What a setting may be, as package.json describes it to VS Code. */
interface SettingRule {
  readonly type: "string" | "boolean" | "object";
  /** The only values it takes, or with `object` that each of its entries takes; `undefined` for any of the type. */
  readonly values: readonly string[] | undefined;
}

/** What a code may be set to: how grave it is, or that it is not shown. */
const LEVELS = ["off", ...SEVERITIES] as const;

/** A rule for each setting; `clanBackups.` stands before the names in an editor's settings. */
export const SETTING_RULES = {
  release: { type: "string", values: ["auto", ...RELEASE_NAMES] },
  syntaxErrors: { type: "boolean", values: undefined },
  shellcheck: { type: "boolean", values: undefined },
  hintKeyPaths: { type: "boolean", values: undefined },
  hintNextRuns: { type: "boolean", values: undefined },
  hintRepositories: { type: "boolean", values: undefined },
  codeLenses: { type: "boolean", values: undefined },
  severities: { type: "object", values: LEVELS },
} as const satisfies Record<keyof Settings, SettingRule>;

type OneValue = Exclude<keyof Settings, "severities">;
type Flag = Exclude<OneValue, "release">;

/** Why `value` cannot be the setting, in a sentence, or `undefined` when it can. */
function objection(name: OneValue, value: unknown): string | undefined {
  const { type, values }: SettingRule = SETTING_RULES[name];
  if (typeof value === type && (values === undefined || values.some((allowed) => allowed === value))) return undefined;
  const wanted = values === undefined ? "true or false" : `one of ${values.join(", ")}`;
  return `clanBackups.${name} must be ${wanted}; ${JSON.stringify(value) ?? typeof value} is ignored.`;
}

/**
 * Returns the settings in `value`, which may be anything an editor sent: what is missing or null has its default, what is
 * wrong has its default and a sentence in `problems`.
 */
export function readSettings(value: unknown): { readonly settings: Settings; readonly problems: readonly string[] } {
  if (value === undefined || value === null) return { settings: DEFAULT_SETTINGS, problems: [] };
  if (typeof value !== "object" || Array.isArray(value)) {
    return {
      settings: DEFAULT_SETTINGS,
      problems: ["The settings of clanBackups must be an object; they are ignored."],
    };
  }
  const given = new Map<string, unknown>(Object.entries(value));
  const problems: string[] = [];
  const isGood = (name: OneValue) => {
    const setting = given.get(name);
    if (setting === undefined || setting === null) return false;
    const problem = objection(name, setting);
    if (problem !== undefined) problems.push(problem);
    return problem === undefined;
  };
  const release = isGood("release") ? String(given.get("release")) : DEFAULT_SETTINGS.release;
  const flag = (name: Flag) => (isGood(name) ? given.get(name) === true : DEFAULT_SETTINGS[name]);
  const settings: Settings = {
    release,
    syntaxErrors: flag("syntaxErrors"),
    shellcheck: flag("shellcheck"),
    hintKeyPaths: flag("hintKeyPaths"),
    hintNextRuns: flag("hintNextRuns"),
    hintRepositories: flag("hintRepositories"),
    codeLenses: flag("codeLenses"),
    severities: readSeverities(given.get("severities"), problems),
  };
  return { settings, problems };
}

/** The levels in `value` by code. What is wrong with an entry is added to `problems`, and the entry is left out. */
function readSeverities(value: unknown, problems: string[]): Settings["severities"] {
  const levels = new Map<string, (typeof LEVELS)[number]>();
  if (value === undefined || value === null) return levels;
  if (typeof value !== "object" || Array.isArray(value)) {
    problems.push("clanBackups.severities must be an object of codes and levels; it is ignored.");
    return levels;
  }
  for (const [code, wanted] of Object.entries(value)) {
    const level = LEVELS.find((known) => known === wanted);
    if (level !== undefined) levels.set(code, level);
    else
      problems.push(
        `clanBackups.severities: ${code} must be one of ${LEVELS.join(", ")}; ${JSON.stringify(wanted) ?? typeof wanted} is ignored.`,
      );
  }
  return levels;
}
