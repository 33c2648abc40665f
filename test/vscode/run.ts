/**
 * `node run.ts [types] [host] [journeys] [desktop] [--report FILE]` runs what is tested in a VS Code, one after the other: each fills two
 * cores. Without a name all but `desktop`. Prints a line for each suite, writes them as JSON to FILE, and ends with status 1 when a test
 * failed, or when `desktop` was asked for and could not be had.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";
import { missingPrograms } from "../clan/world/sshd.ts";
import { HERE, ROOT, serverFolder, VERSIONS, type Version } from "./harness/places.ts";
import { missingFor } from "./provision.mjs";

/** What scripts/test.mjs sums up. */
interface Suite {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why tests were skipped. */
  readonly reason?: string;
}

interface Outcome {
  readonly state: "passed" | "failed" | "skipped";
}

function suiteOf(name: string, outcomes: readonly Outcome[]): Suite {
  const count = (wanted: Outcome["state"]) => outcomes.filter(({ state }) => state === wanted).length;
  return { name, passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

const skipped = (name: string, reason: string): Suite => ({ name, passed: 0, failed: 0, skipped: 1, reason });

/** @vscode/test-electron takes Ctrl-C for the VS Code that it started; what would come next is ours to leave out. */
const stopped = new AbortController();
process.on("SIGINT", () => stopped.abort());

function endIfStopped(): void {
  if (stopped.signal.aborted) process.exit(130);
}

function types(): readonly Suite[] {
  const [reason] = missingFor("newest");
  if (reason !== undefined) return [skipped("vscode-types", reason)];
  const tsc = join(createRequire(import.meta.url).resolve("typescript/package.json"), "../bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", HERE], { cwd: ROOT, stdio: "inherit" });
  return [suiteOf("vscode-types", [{ state: status === 0 ? "passed" : "failed" }])];
}

/** Such as 1.139.1. */
function numberOf(version: Version): string {
  const { version: number }: { version: string } = JSON.parse(
    readFileSync(join(serverFolder(version), "package.json"), "utf8"),
  );
  return number;
}

async function host(vscode: Version | "desktop", name: string): Promise<Suite> {
  // Not before it is known that the libraries are there.
  const { runHost } = await import("./host/start.ts");
  // A desktop VS Code is always trusted when @vscode/test-electron starts it.
  const ways = vscode === "desktop" ? [true] : [true, false];
  const results = [];
  for (const isTrusted of ways) {
    results.push(...(await runHost({ vscode, isTrusted })));
    endIfStopped();
  }
  for (const { title, error } of results) if (error !== undefined) console.error(`${name}: ${title}\n${error}\n`);
  return suiteOf(name, results);
}

async function hosts(): Promise<readonly Suite[]> {
  const suites = [];
  for (const version of VERSIONS) {
    const [reason] = missingFor(version);
    const name = `vscode-host-${reason === undefined ? numberOf(version) : version}`;
    suites.push(reason === undefined ? await host(version, name) : skipped(name, reason));
  }
  return suites;
}

async function journeys(): Promise<readonly Suite[]> {
  const name = "vscode-journeys";
  const [reason] = missingFor("newest");
  if (reason !== undefined) return [skipped(name, reason)];
  const vitest = await startVitest([], { config: join(HERE, "vitest.config.mts"), watch: false });
  const outcomes = vitest.state.getTestModules().flatMap((module): Outcome[] => {
    const tests = [...module.children.allTests()].map((test): Outcome => {
      const { state } = test.result();
      return { state: state === "pending" ? "failed" : state };
    });
    const isExplained = module.ok() || tests.some(({ state }) => state === "failed");
    return isExplained ? tests : [...tests, { state: "failed" }];
  });
  await vitest.close();
  endIfStopped();
  const suite = suiteOf(name, outcomes.length === 0 ? [{ state: "failed" }] : outcomes);
  const missing = suite.skipped > 0 ? missingPrograms() : undefined;
  return [missing === undefined ? suite : { ...suite, reason: missing }];
}

async function desktop(): Promise<readonly Suite[]> {
  const name = "vscode-desktop";
  const { downloadAndUnzipVSCode } = await import("@vscode/test-electron");
  try {
    await downloadAndUnzipVSCode();
  } catch (error) {
    process.exitCode = 1;
    const why = error instanceof Error ? error.message : String(error);
    return [skipped(name, `VS Code could not be downloaded: ${why}`)];
  }
  return [await host("desktop", name)];
}

const SUITES: Readonly<Record<string, () => readonly Suite[] | Promise<readonly Suite[]>>> = {
  types,
  host: hosts,
  journeys,
  desktop,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { report: { type: "string" } } });
const suites: Suite[] = [];
for (const wanted of positionals.length > 0 ? positionals : ["types", "host", "journeys"]) {
  const run = SUITES[wanted];
  if (run === undefined) throw new Error(`There is no suite ${wanted}: ${Object.keys(SUITES).join(", ")}`);
  suites.push(...(await run()));
}
if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(suites));
else
  for (const { name, passed, failed, skipped: left, reason } of suites)
    console.log(`${name}: ${passed} ok, ${failed} not ok${left > 0 ? `, ${left} skipped: ${reason ?? ""}` : ""}`);
if (suites.some(({ failed }) => failed > 0)) process.exitCode = 1;
