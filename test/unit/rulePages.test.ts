/** Every rule has a page, and its examples are what it says they are; so are the edits that it offers. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../server/finding.ts";
import { allCodes } from "../../server/rules/list.ts";
import { findShellcheck, Shellcheck } from "../../server/shellcheck.ts";
import { applyFix, blocksOf, clanOf, judgeClan } from "../support/rulePages.ts";

const folder = new URL("../../docs/rules/", import.meta.url);
const pages = readdirSync(folder).filter((name) => name !== "README.md");

const path = process.env["PATH"];

const isGrave = ({ severity }: Finding) => severity === "error" || severity === "warning";
const codesOf = (findings: readonly Finding[]) => findings.map(({ code }) => code).sort();

it("has one page for each code", () => {
  expect([...pages].sort()).toEqual(allCodes.map((code) => `${code}.md`).sort());
});

it("are listed in the README of their folder, each with its first sentence (vitest -u writes it)", async () => {
  const readme = readFileSync(new URL("README.md", folder), "utf8");
  const heading = "## All findings\n";
  const end = readme.indexOf(heading);
  expect(end).toBeGreaterThan(0);
  const rows = pages.toSorted().map((name) => {
    const [, opening = ""] = /^#[^\n]*\n\n(.*?[.:])(?:\s|$)/s.exec(readFileSync(new URL(name, folder), "utf8")) ?? [];
    return `- [${name.replace(/\.md$/, "")}](${name}): ${opening.replaceAll("\n", " ").replace(/:$/, ".")}`;
  });
  const wanted = `${readme.slice(0, end)}${heading}\n${rows.join("\n")}\n`;
  await expect(wanted).toMatchFileSnapshot(fileURLToPath(new URL("README.md", folder)));
});

describe.each(pages)("%s", (name) => {
  const code = name.replace(/\.md$/, "");
  const page = readFileSync(new URL(name, folder), "utf8");
  const blocks = blocksOf(page);

  it("has a wrong and a right example, and says how to switch it off", () => {
    // No example is long enough for this one.
    const kinds = code === "not-judged" ? [] : ["bad", "good"];
    expect(new Set(blocks.map(({ kind }) => kind))).toEqual(new Set(kinds));
    expect(page).toContain(`# clan-backups: ignore ${code}`);
    expect(page.startsWith(`# ${code}\n`)).toBe(true);
    // What stands behind the backticks is not shown.
    const labels = [...page.matchAll(/^\*\*(Wrong|Right)\*\*\n\n```nix (bad|good)/gm)];
    expect(labels.map(([, word]) => (word === "Wrong" ? "bad" : "good"))).toEqual(blocks.map(({ kind }) => kind));
  });

  const needs =
    code === "shellcheck" && findShellcheck(path) === undefined ? " (skipped: ShellCheck is not on PATH)" : "";
  it.skipIf(needs !== "").each([...blocks])(`line $line: $kind${needs}`, async ({ kind, text, release, also }) => {
    const files = clanOf(text);
    const scripts = code === "shellcheck" ? new Shellcheck({ path, log: expect.fail }) : undefined;
    const found = await judgeClan(files, release, scripts);
    const others = codesOf(found.filter((finding) => isGrave(finding) && finding.code !== code));
    expect([...new Set(others)]).toEqual(kind === "bad" ? [...also].sort() : []);
    const own = found.filter((finding) => finding.code === code);
    if (kind === "good") expect(own).toEqual([]);
    else expect(own).not.toEqual([]);
    for (const finding of own) {
      for (const fix of finding.fixes) {
        if (fix.edits.length === 0) continue;
        const after = await judgeClan(applyFix(files, fix), release);
        const left = codesOf(after);
        expect(left.filter((it) => it === code).length, `${fix.title} leaves it`).toBeLessThan(own.length);
        const before = new Set(codesOf(found));
        expect(
          left.filter((it) => !before.has(it)),
          `${fix.title} brings others`,
        ).toEqual([]);
      }
    }
  });
});
