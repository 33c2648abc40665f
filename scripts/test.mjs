/**
 * Runs every suite: build, types, lint, imports, all of vitest, then what is tested in a real VS Code. The last line is
 * `N passed, N failed`; above it stands one line per suite, and every skipped one with the reason. Ends with status 1 when
 * something failed or nothing ran.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { missingOracles } from "./oracles.mjs";

/** @typedef {{ name: string, passed: number, failed: number, skipped: number, reason?: string, names?: string[] }} Suite */

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Returns the path of the script that a package's bin runs.
 * @param {string} name
 * @param {string} script
 */
const bin = (name, script) => join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), script);

/**
 * Runs a script of ours or of a tool with this Node; returns whether it succeeded.
 * @param {string[]} args
 * @returns {Promise<boolean>}
 */
const run = (...args) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    child.on("close", (code) => resolve(code === 0));
  });

/**
 * Runs a check that passes or fails as a whole.
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<Suite>}
 */
async function check(name, ...args) {
  const ok = await run(...args);
  return { name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/**
 * Sums a report of vitest up by folder under test/. A file that failed without a failed test (it did not even load) counts as one.
 * @param {{ testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] }} report
 * @returns {Suite[]}
 */
function suitesOf({ testResults }) {
  /** @type {Map<string, Suite>} */
  const suites = new Map();
  for (const { name: file, status, assertionResults } of testResults) {
    const name = relative(join(root, "test"), file).split(sep)[0] ?? file;
    const suite = suites.get(name) ?? { name, passed: 0, failed: 0, skipped: 0 };
    /** @param {string} wanted */
    const count = (wanted) => assertionResults.filter((it) => it.status === wanted).length;
    const failed = count("failed");
    suite.passed += count("passed");
    suite.failed += status === "failed" ? Math.max(failed, 1) : failed;
    const left = assertionResults.filter((it) => it.status !== "passed" && it.status !== "failed");
    suite.skipped += left.length;
    suite.names = [...(suite.names ?? []), ...left.map(({ fullName }) => fullName)];
    suites.set(name, suite);
  }
  return [...suites.values()];
}

/** @returns {Promise<Suite[]>} */
async function vitest() {
  const folder = mkdtempSync(join(tmpdir(), "clan-backups-test-"));
  const report = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const ok = await run(bin("vitest", "vitest.mjs"), "run", ...reporters);
  try {
    const suites = suitesOf(JSON.parse(readFileSync(report, "utf8")));
    // An unhandled error fails the run without failing a test.
    const isExplained = ok || suites.some(({ failed }) => failed > 0);
    return isExplained ? suites : [...suites, { name: "vitest", passed: 0, failed: 1, skipped: 0 }];
  } catch {
    return [{ name: "vitest", passed: 0, failed: 1, skipped: 0 }];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns {Promise<Suite[]>} */
async function inVscode() {
  const folder = mkdtempSync(join(tmpdir(), "clan-backups-test-"));
  const report = join(folder, "report.json");
  try {
    await run(join(root, "test/vscode/run.ts"), "--report", report);
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return [{ name: "vscode", passed: 0, failed: 1, skipped: 0 }];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {Suite} suite */
function line({ name, passed, failed, skipped, reason: given, names = [] }) {
  const missing = missingOracles().filter(({ suites }) => suites.includes(name));
  const missed = missing.map(({ program, debian }) => `${program} is missing (Debian: ${debian})`).join(", ");
  const reason = given ?? (missed === "" ? "their names say why" : missed);
  const what = names.map((test) => `\n  skipped: ${test}`).join("");
  return `${name}: ${passed} ok, ${failed} not ok${skipped > 0 ? `, ${skipped} skipped: ${reason}${what}` : ""}`;
}

/**
 * @param {Suite[]} suites
 * @param {"passed" | "failed"} key
 */
const sum = (suites, key) => suites.reduce((total, suite) => total + suite[key], 0);

const build = await check("build", "scripts/build.mjs");
const checks = await Promise.all([
  check("types", bin("typescript", "bin/tsc")),
  check("lint", bin("@biomejs/biome", "bin/biome"), "check", "--error-on-warnings"),
  check("imports", "scripts/check-imports.mjs"),
]);
const tests = await vitest();
const suites = [build, ...checks, ...tests, ...(await inVscode())];
console.log(`\n${suites.map(line).join("\n")}`);
if (tests.length === 0) console.log("vitest ran no test");
console.log(`${sum(suites, "passed")} passed, ${sum(suites, "failed")} failed`);
process.exitCode = sum(suites, "failed") > 0 || sum(tests, "passed") === 0 ? 1 : 0;
