import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SETTINGS_SECTION } from "../../server/protocol.ts";
import { RELEASE_NAMES, readSettings, SETTING_RULES } from "../../server/settings.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";

interface Property {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly additionalProperties?: { readonly enum: readonly string[] };
  readonly default: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
}
interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, Property>> } };
}

const manifest: Manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const properties = manifest.contributes.configuration.properties;
/** What only the client reads; the last by vscode-languageclient itself, which fixes its name and values. */
const CLIENT_ONLY = [
  "clanBackups.clanPath",
  "clanBackups.sshConfigFile",
  "clanBackups.staleAfterHours",
  "clanBackups.trace.server",
];

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

describe("package.json and the server know the same settings", () => {
  test("names", () => {
    const names = Object.keys(SETTING_RULES).map((name) => `${SETTINGS_SECTION}.${name}`);
    expect(Object.keys(properties).filter((name) => !CLIENT_ONLY.includes(name))).toEqual(names);
  });

  test.for(Object.entries(SETTING_RULES))("%s", ([name, rule]) => {
    const property = properties[`${SETTINGS_SECTION}.${name}`];
    expect(property?.type).toBe(rule.type);
    expect(property?.additionalProperties?.enum ?? property?.enum).toEqual(rule.values);
    const fallback: unknown = Object.entries(DEFAULT_SETTINGS).find(([key]) => key === name)?.[1];
    expect(property?.default).toEqual(fallback instanceof Map ? Object.fromEntries(fallback) : fallback);
  });

  /** Nothing between backticks is no code in Markdown. */
  const shown = (value: unknown) => (value === "" ? "empty" : `\`${asText(value)}\``);

  test("the README tells them as VS Code does", () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    for (const [name, property] of Object.entries(properties)) {
      const text = property.description ?? property.markdownDescription ?? "";
      expect(readme).toContain(`| \`${name}\` | ${text} | ${shown(property.default)} |`);
    }
  });

  test("each is described", () => {
    for (const { description, markdownDescription } of Object.values(properties)) {
      expect(description ?? markdownDescription).toMatch(/\.$/);
    }
  });
});

test("the releases one can choose are those there is data of", () => {
  const files = readdirSync(new URL("../../server/clan/releases", import.meta.url));
  expect(files.map((file) => file.replace(/\.json$/, "")).sort()).toEqual([...RELEASE_NAMES]);
});

describe("what an editor sends becomes settings", () => {
  test.for([undefined, null, {}, { release: null }, { unknown: 1 }])("%j is the defaults", (value) => {
    expect(readSettings(value)).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
  });

  test("good values are taken", () => {
    const severities = { "wrong-type": "off", "unknown-option": "hint" };
    const flags = {
      syntaxErrors: false,
      hintKeyPaths: false,
      hintNextRuns: false,
      hintRepositories: false,
      codeLenses: false,
      shellcheck: false,
    };
    expect(readSettings({ release: "2024-06", ...flags, severities })).toEqual({
      settings: { release: "2024-06", ...flags, severities: new Map(Object.entries(severities)) },
      problems: [],
    });
  });

  test.for([
    { release: 5 },
    { release: "newest" },
    { syntaxErrors: "no" },
    { severities: [] },
    { severities: { "wrong-type": 3 } },
    [],
    5,
    "auto",
  ])("%j is told and ignored", (value) => {
    const { settings, problems } = readSettings(value);
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(problems).toEqual([expect.stringMatching(/clanBackups.*ignored\.$/)]);
  });

  test("a wrong value does not harm the others", () => {
    const { settings, problems } = readSettings({ release: "x", syntaxErrors: false });
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, syntaxErrors: false });
    expect(problems).toHaveLength(1);
  });
});
