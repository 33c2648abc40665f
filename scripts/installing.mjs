/** What the scripts that install things share. Needs nothing but Node, because it runs before anything is installed. */
import { spawn } from "node:child_process";
import { isOnPath } from "./on-path.mjs";

/** Returns a signal that is aborted by Ctrl-C and its like: what was started must not go on beside the next try. */
export function interruption() {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => controller.abort());
  return controller.signal;
}

/** How much of what a program said is shown when it fails, in characters. */
const SHOWN = 4_000;

/**
 * Runs a program to its end, showing what it says only when it fails. It leads a process group, which ends with it.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal }} options aborting the signal kills it and all that it started
 * @returns {Promise<void>}
 * @throws {Error} with the program's last lines
 */
export const runQuietly = (program, args, { cwd, env, signal } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const end = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    };
    signal?.addEventListener("abort", end, { once: true });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        said = (said + String(data)).slice(-SHOWN);
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      signal?.removeEventListener("abort", end);
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(" ")} failed:\n${said.trim()}`));
    });
  });

/**
 * Installs Debian's packages. Nothing kills it: that would leave them half installed.
 * @param {string[]} packages
 */
async function installFromDebian(packages) {
  console.log(`Installing from Debian: ${packages.join(", ")}`);
  // Nobody is there to answer.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = () => runQuietly("apt-get", ["install", "--yes", "--no-install-recommends", ...packages], { env });
  try {
    // Lists that are old name packages that are gone.
    await install().catch(() => runQuietly("apt-get", ["update"]).then(install));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}

/**
 * Installs those of the programs that are missing, for root where there is apt-get; each that is missing still is told in a line.
 * @param {readonly { program: string, debian: string }[]} programs
 * @param {string} consequence what comes of a program that is missing, as the end of a sentence
 * @returns {Promise<void>}
 */
export async function installPrograms(programs, consequence) {
  const missing = () => programs.filter(({ program }) => !isOnPath(program));
  const packages = missing().map(({ debian }) => debian);
  if (packages.length > 0 && process.getuid?.() === 0 && isOnPath("apt-get")) await installFromDebian(packages);
  for (const { program, debian } of missing()) {
    console.error(`${program} is missing (Debian: ${debian}): ${consequence}.`);
  }
}
