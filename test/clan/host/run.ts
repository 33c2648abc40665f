import { spawn } from "node:child_process";
import { rootFolder } from "../world/layout.ts";
import { asSeenOnHost, type Host } from "./context.ts";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Gets each piece of standard error as soon as it comes. */
  readonly onStderr?: (text: string) => void;
}

/**
 * Runs a program on the host and returns its output with the host's own paths, and its exit code: 127 when there is no
 * such program (with a line that says so), 128 when a signal ended it.
 */
export function run(host: Host, program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { env, cwd, onStderr } = options;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: cwd ?? host.folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text;
      onStderr?.(asSeenOnHost(host, text));
    });
    const end = (code: number, added = "") =>
      resolve({ code, stdout: asSeenOnHost(host, output.stdout), stderr: asSeenOnHost(host, output.stderr + added) });
    child.on("error", ({ message }) => end(127, `${program}: ${message}\n`));
    child.on("close", (code) => end(code ?? 128));
  });
}

/** Runs a hook in the host's root folder and returns what it wrote and its exit code. */
export function runHook(host: Host, script: string): Promise<Ran> {
  const root = rootFolder(host.folder);
  return run(host, "/bin/sh", ["-c", script], { cwd: root, env: { HOST_ROOT: root } });
}
