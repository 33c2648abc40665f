import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readArguments } from "../../server/cli/arguments.ts";
import { type Judge, runCheck } from "../../server/cli/check.ts";
import type { CheckResult } from "../../server/languageService.ts";
import { findingOf, plain } from "../support/findings.ts";

const folder = mkdtempSync(join(tmpdir(), "clan-backups-check-"));
afterAll(() => rmSync(folder, { recursive: true }));

const judgeWith =
  (fields: Partial<CheckResult>): Judge =>
  async (_path, { settings }) => ({
    release: settings.release === "auto" ? "2026-08" : settings.release,
    releaseReason: "It is a test.",
    files: 2,
    findings: [],
    notes: [],
    ...fields,
  });

async function check(args: readonly string[], judge: Judge) {
  const command = readArguments(["check", ...args]);
  if (command.kind !== "check") throw new Error(`${args.join(" ")} is not understood`);
  const context = { folder, version: "1.2.3", colors: plain, pageOf: () => undefined };
  return await runCheck(command, { ...context, loadEngine: async () => ({ judge }) });
}

const warnings = [1, 2].map((line) => {
  const at = { line, character: 0 };
  return findingOf({ severity: "warning", range: { start: at, end: at } });
});

test("warnings are a success up to the number that is allowed", async () => {
  const judge = judgeWith({
    findings: [...warnings, findingOf({ severity: "info" }), findingOf({ severity: "hint" })],
  });
  expect((await check([], judge)).status).toBe(0);
  expect((await check(["--max-warnings", "2"], judge)).status).toBe(0);
  expect((await check(["--max-warnings", "1"], judge)).status).toBe(1);
  expect((await check(["--max-warnings=0"], judgeWith({}))).status).toBe(0);
});

test("an error is none, however many warnings are allowed", async () => {
  expect((await check(["--max-warnings", "9"], judgeWith({ findings: [findingOf()] }))).status).toBe(1);
});

test("the release that was asked for is what the engine judges by", async () => {
  const { stdout } = await check(["--release", "2024-06", "--format", "json"], judgeWith({}));
  expect(JSON.parse(stdout)).toMatchObject({ release: "2024-06", files: 2 });
});

test("notes go to standard error where the format has no place for them", async () => {
  const judge = judgeWith({ notes: ["Only 3 files were read."] });
  const json = await check(["--format", "json"], judge);
  expect(json).toMatchObject({ status: 0, stderr: "clan-backups: Only 3 files were read.\n" });
  expect(Object.keys(JSON.parse(json.stdout))).toEqual(["version", "release", "files", "findings", "summary"]);
  const text = await check([], judge);
  expect(text.stderr).toBe("");
  expect(text.stdout).toContain("Note: Only 3 files were read.\n");
});

test("an engine is not loaded for a path that is not there", async () => {
  const command = readArguments(["check", "nowhere"]);
  if (command.kind !== "check") throw new Error("not understood");
  const loadEngine = () => Promise.reject(new Error("loaded"));
  const context = { folder, version: "", colors: plain, pageOf: () => undefined, loadEngine };
  expect((await runCheck(command, context)).status).toBe(2);
});
