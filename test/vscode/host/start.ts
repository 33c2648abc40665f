/** Starts the suites of the extension host in a VS Code, by @vscode/test-electron. */
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { installExtension, packageExtension } from "../harness/extension.ts";
import { copyExamples, FAILURES, HERE, ROOT, type Version } from "../harness/places.ts";
import type { Report, Result } from "./report.ts";

/** Bundles the suites for the extension host, which loads CommonJS; returns the file whose run() starts them. */
export async function bundleSuites(folder: string): Promise<string> {
  const outfile = join(folder, "suites.cjs");
  await build({
    entryPoints: [join(HERE, "host/run.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
    sourcemap: "inline",
    // Mocha looks its workers up by name; nothing here runs in parallel.
    logOverride: { "require-resolve-not-external": "silent" },
  });
  return outfile;
}

/** Installs the extension, and the driver where VS Code's test mode is not in the browser; returns the folder of the extensions. */
async function installAll(folder: string, version: Version): Promise<string> {
  const extensions = join(folder, "extensions");
  await mkdir(extensions, { recursive: true });
  if (version === "oldest") return extensions;
  const profile = join(folder, "profile");
  const vsix = await packageExtension(folder);
  await installExtension(vsix, extensions, profile, version);
  const driver = join(folder, "driver.vsix");
  const vsce = join(ROOT, "node_modules/@vscode/vsce/vsce");
  const options = ["package", "--no-dependencies", "--allow-missing-repository", "--skip-license", "--out", driver];
  await promisify(execFile)(process.execPath, [vsce, ...options], { cwd: join(HERE, "host/driver") });
  await installExtension(driver, extensions, profile, version);
  return extensions;
}

/** A program of the name `clan` that only notes how it was called. */
async function recordingClan(folder: string): Promise<{ readonly program: string; readonly runs: string }> {
  const program = join(folder, "bin/clan");
  const runs = join(folder, "runs");
  await mkdir(dirname(program), { recursive: true });
  await writeFile(program, '#!/bin/sh\necho "$*" >> "$CLAN_BACKUPS_RUNS"\n');
  await chmod(program, 0o755);
  await writeFile(runs, "");
  return { program, runs };
}

export interface HostOptions {
  /** `desktop` is a desktop VS Code that @vscode/test-electron downloads. */
  readonly vscode: Version | "desktop";
  readonly isTrusted: boolean;
}

/** Runs the suites and returns what came of each test. What VS Code logged is kept where a test failed. */
export async function runHost({ vscode, isTrusted }: HostOptions): Promise<readonly Result[]> {
  const folder = await mkdtemp(join(tmpdir(), "clan-backups-host-"));
  try {
    // VS Code's own test mode loads the extension from the project; packaging builds by itself.
    if (vscode !== "newest") await promisify(execFile)(process.execPath, [join(ROOT, "scripts/build.mjs")]);
    const userData = join(folder, "profile");
    const report = join(folder, "report.json");
    const { program, runs } = await recordingClan(folder);
    const launcher = join(HERE, "host/launcher.ts");
    const environment = {
      PATH: [dirname(program), dirname(process.execPath), process.env["PATH"]].join(delimiter),
      CLAN_BACKUPS_REPORT: report,
      CLAN_BACKUPS_RUNS: runs,
      CLAN_BACKUPS_LOGS: join(userData, "logs"),
      ...(vscode === "desktop"
        ? {}
        : { CLAN_BACKUPS_VSCODE: vscode, CLAN_BACKUPS_EXTENSIONS: await installAll(folder, vscode) }),
      ...(isTrusted ? {} : { CLAN_BACKUPS_UNTRUSTED: "1" }),
    };
    let problem: unknown;
    await runTests({
      ...(vscode === "desktop" ? {} : { vscodeExecutablePath: launcher }),
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: await bundleSuites(folder),
      launchArgs: [copyExamples(folder), `--user-data-dir=${userData}`],
      extensionTestsEnv: environment,
    }).catch((error: unknown) => {
      problem = error;
    });
    const results = await readReport(report, problem);
    return results.some(({ state }) => state === "failed") ? await keep(results, userData, `host-${vscode}`) : results;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function readReport(file: string, problem: unknown): Promise<readonly Result[]> {
  const read = async (path: string): Promise<readonly Result[]> => {
    const { results }: Report = JSON.parse(await readFile(path, "utf8"));
    return results;
  };
  try {
    return await read(file);
  } catch {
    const before = await read(`${file}.part`).catch(() => []);
    const last = before.at(-1)?.title ?? "none";
    const error = `The last test that ended: ${last}. ${problem ?? ""}`;
    return [...before, { state: "failed", title: "all suites come to their end", error }];
  }
}

async function keep(results: readonly Result[], userData: string, name: string): Promise<readonly Result[]> {
  const folder = join(FAILURES, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(join(userData, "logs"), join(folder, "logs"), { recursive: true }).catch(() => undefined);
  const kept = `Kept in ${relative(ROOT, folder)}`;
  return results.map((result) =>
    result.error === undefined ? result : { ...result, error: `${result.error}\n${kept}` },
  );
}
