/** The settings a user may make, and how what an editor sends becomes `Settings`. */
import { DEFAULT_SETTINGS, type Settings } from "./workspace/settings.ts";

/**
 * The releases of clan-core whose options are known, from the oldest; `auto` picks one. Names alone, since reading arguments and settings
 * must not load the options of all of them.
 */
export const RELEASE_NAMES = ["2024-05", "2024-06", "2025-03", "2025-07", "2025-12", "2026-08"] as const;

/** What a setting may be, as package.json describes it to VS Code. */
interface SettingRule {
  readonly type: "string" | "boolean";
  /** The only values it takes; `undefined` for any of the type. */
  readonly values: readonly string[] | undefined;
}

/** A rule for each setting; `clanBackups.` stands before the names in an editor's settings. */
export const SETTING_RULES = {
  release: { type: "string", values: ["auto", ...RELEASE_NAMES] },
  syntaxErrors: { type: "boolean", values: undefined },
} as const satisfies Record<keyof Settings, SettingRule>;

/** Why `value` cannot be the setting, in a sentence, or `undefined` when it can. */
function objection(name: keyof Settings, value: unknown): string | undefined {
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
  const isGood = (name: keyof Settings) => {
    const setting = given.get(name);
    if (setting === undefined || setting === null) return false;
    const problem = objection(name, setting);
    if (problem !== undefined) problems.push(problem);
    return problem === undefined;
  };
  const release = isGood("release") ? String(given.get("release")) : DEFAULT_SETTINGS.release;
  const syntaxErrors = isGood("syntaxErrors") ? given.get("syntaxErrors") === true : DEFAULT_SETTINGS.syntaxErrors;
  return { settings: { release, syntaxErrors }, problems };
}
