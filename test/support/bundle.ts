import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The bundled command line: what users run. */
export const BUNDLE = join(root, "dist/cli.js");

/**
 * Builds when a source is newer than the bundle; vitest calls it once, before all tests. When that fails the old bundle goes: tests that run
 * it must not pass by what it was, and all others need none.
 */
export function setup(): void {
  const sources = globSync(["server/**/*.{ts,json}", "client/**/*.ts", "scripts/build.mjs"], {
    cwd: root,
    absolute: true,
  });
  const built = existsSync(BUNDLE) ? statSync(BUNDLE).mtimeMs : 0;
  if (sources.every((source) => statSync(source).mtimeMs < built)) return;
  const { status } = spawnSync(process.execPath, [join(root, "scripts/build.mjs")], { cwd: root, stdio: "inherit" });
  if (status !== 0) rmSync(BUNDLE, { force: true });
}

export interface Run {
  /** `null` when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Who runs it, by number. */
  readonly uid?: number;
}

/** Runs `clan-backups` with the arguments. Without a terminal, as in a pipe. */
export function runCli(args: readonly string[], { cwd = root, env = {}, uid }: RunOptions = {}): Run {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [BUNDLE, ...args], {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { PATH: process.env["PATH"], ...env },
    ...(uid === undefined ? {} : { uid }),
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** Starts `clan-backups` and leaves it running. */
export function startCli(args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  return spawn(process.execPath, [BUNDLE, ...args], { cwd: root, ...options });
}
