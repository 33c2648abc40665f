import { describe, expect, it } from "vitest";
import type { Finding } from "../../server/finding.ts";
import { checkPath } from "../../server/languageService.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../server/workspace/settings.ts";
import { ignoresIn } from "../../server/workspace/switchedOff.ts";
import { memoryFiles } from "../support/memoryFiles.ts";
import { testParser } from "../support/nixParser.ts";

const FILE = "/clan/module.nix";

/** What is found in a module, a line and a code each. */
async function foundIn(text: string, settings: Partial<Settings> = {}): Promise<string[]> {
  const findings = await findingsIn(text, settings);
  return findings.map(({ range, severity, code }) => `${range.start.line + 1} ${severity} ${code}`);
}

async function findingsIn(text: string, settings: Partial<Settings>): Promise<readonly Finding[]> {
  const files = memoryFiles(new Map([[FILE, text]]));
  const all = { ...DEFAULT_SETTINGS, release: "2024-06", ...settings };
  return checkPath(FILE, { files, parser: await testParser(), settings: all }).findings;
}

const wrong = "  clan.localbackup.snapshots = true;";

describe("a comment switches a finding off", () => {
  it("on the next line", async () => {
    expect(await foundIn(`{\n${wrong}\n}\n`)).toEqual(["2 error wrong-type"]);
    expect(await foundIn(`{\n  # clan-backups: ignore wrong-type\n${wrong}\n}\n`)).toEqual([]);
  });

  it("on the next line of code, past other comments and empty lines", async () => {
    expect(await foundIn(`{\n  # clan-backups: ignore wrong-type\n\n  # Why.\n${wrong}\n}\n`)).toEqual([]);
  });

  it("on its own line, behind code", async () => {
    expect(await foundIn(`{\n${wrong} # clan-backups: ignore wrong-type\n}\n`)).toEqual([]);
  });

  it("in the whole file, before all code", async () => {
    expect(await foundIn(`# clan-backups: ignore wrong-type\n{ ... }:\n{\n${wrong}\n}\n`)).toEqual([]);
  });

  it("for several codes, with words behind", async () => {
    const text = `{\n  # clan-backups: ignore unknown-option, wrong-type because it is so\n  clan.localbackup = { snapshots = true; snapshot = 1; };\n}\n`;
    expect(await foundIn(text)).toEqual([]);
  });

  it("and no other one, nor further lines", async () => {
    expect(await foundIn(`{\n  # clan-backups: ignore wrong-type\n  a = 1;\n${wrong}\n}\n`)).toEqual([
      "2 hint unused-ignore",
      "4 error wrong-type",
    ]);
    expect(await foundIn(`{\n  # clan-backups: ignore missing-option\n${wrong}\n}\n`)).toEqual([
      "2 hint unused-ignore",
      "3 error wrong-type",
    ]);
  });
});

describe("a comment of no use is told", () => {
  it("with the code that was probably meant, as a fix", async () => {
    const [finding, ...others] = await findingsIn(`{\n  # clan-backups: ignore wrong-typ\n  a = 1;\n}\n`, {});
    expect(others).toEqual([]);
    expect(finding?.message).toContain("wrong-type");
    expect(finding?.fixes.flatMap(({ edits }) => edits.map(({ newText }) => newText))).toEqual(["wrong-type"]);
    expect(finding?.range).toEqual({ start: { line: 1, character: 25 }, end: { line: 1, character: 34 } });
  });

  it("unless the comment itself is switched off", async () => {
    const text = `# clan-backups: ignore unused-ignore, wrong-type\n{\n  a = 1;\n}\n`;
    expect(await foundIn(text)).toEqual([]);
    const alone = text.replace("unused-ignore, ", "");
    expect(await foundIn(alone)).toEqual(["1 hint unused-ignore"]);
    expect(await foundIn(alone, { severities: new Map([["unused-ignore", "off"]]) })).toEqual([]);
  });
});

describe("settings say how grave a finding is", () => {
  it.each(["off", "warning", "info", "hint"] as const)("%s", async (level) => {
    const found = await foundIn(`{\n${wrong}\n}\n`, { severities: new Map([["wrong-type", level]]) });
    expect(found).toEqual(level === "off" ? [] : [`2 ${level} wrong-type`]);
  });
});

it("takes time in proportion to the text", () => {
  const text = `${"# clan-backups: ignore a, b\n".repeat(2_000)}{ }\n`;
  expect(ignoresIn(text)).toHaveLength(4_000);
});
