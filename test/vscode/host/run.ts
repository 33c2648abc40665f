/** Runs in the extension host: the suites, by mocha. What came of each test goes to the file that CLAN_BACKUPS_REPORT names. */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { workspace } from "vscode";
import type { Report, Result } from "./report.ts";
import { ourExtension } from "./support.ts";

/** Above the patience of what the tests wait for. */
const LIMIT = 60_000;

async function load(mocha: Mocha): Promise<void> {
  // Without files mocha does not put suite() and test() in place itself.
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  if (!workspace.isTrusted) {
    await import("./suites/untrusted.test.ts");
    return;
  }
  await import("./suites/activation.test.ts");
  await import("./suites/languageFeatures.test.ts");
  await import("./suites/diagnostics.test.ts");
  await import("./suites/settings.test.ts");
  await import("./suites/commands.test.ts");
}

const words = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/**
 * Mocha holds whatever goes wrong in the process against the test that runs. The process is the extension host, where others fail to reach
 * their telemetry: so mocha's listeners go as soon as they are there, and `onFault` gets what came out of the folder `source`.
 */
function watchFaults(runner: Mocha.Runner, source: string, onFault: (error: unknown) => void): void {
  const exceptions = new Set(process.listeners("uncaughtException"));
  const rejections = new Set(process.listeners("unhandledRejection"));
  const note = (error: unknown) => {
    if (words(error).includes(source)) onFault(error);
  };
  runner.once("start", () => {
    for (const one of process.listeners("uncaughtException"))
      if (!exceptions.has(one)) process.off("uncaughtException", one);
    for (const one of process.listeners("unhandledRejection"))
      if (!rejections.has(one)) process.off("unhandledRejection", one);
    // VS Code's own process.on returns nothing to go on with.
    process.on("uncaughtException", note);
    process.on("unhandledRejection", note);
  });
}

const reportFile = () => process.env["CLAN_BACKUPS_REPORT"] ?? "";
const partOf = () => `${reportFile()}.part`;

async function runMocha(mocha: Mocha): Promise<readonly Result[]> {
  const { extensionPath } = await ourExtension();
  return new Promise((resolve) => {
    const results: Result[] = [];
    const keep = (result: Result) => {
      results.push(result);
      // Should a test never end, what was before it is known.
      writeFileSync(partOf(), JSON.stringify({ results } satisfies Report));
    };
    const add = (state: Result["state"]) => (test: Mocha.Runnable, error?: unknown) =>
      keep({
        state,
        title: test.fullTitle(),
        milliseconds: test.duration,
        ...(error === undefined ? {} : { error: words(error) }),
      });
    const runner = mocha.run(() => resolve(results));
    runner.on("pass", add("passed")).on("fail", add("failed")).on("pending", add("skipped"));
    watchFaults(runner, join(extensionPath, "dist"), (error) =>
      keep({ state: "failed", title: "the extension handles its own errors", error: words(error) }),
    );
  });
}

/** Called by VS Code, or by the driver. @throws {Error} when a test failed, which ends a desktop VS Code with status 1 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "tdd", timeout: LIMIT, forbidOnly: true, reporter: "min" });
  const wanted = process.env["CLAN_BACKUPS_GREP"];
  if (wanted !== undefined) mocha.grep(wanted);
  let report: Report;
  try {
    await load(mocha);
    report = { results: await runMocha(mocha) };
  } catch (error) {
    report = { results: [{ state: "failed", title: "the suites are loaded", error: words(error) }] };
  }
  // Whoever waits for the file reads it whole.
  writeFileSync(partOf(), JSON.stringify(report));
  renameSync(partOf(), reportFile());
  const failed = report.results.filter(({ state }) => state === "failed").length;
  if (failed > 0) throw new Error(`${failed} tests failed.`);
}
