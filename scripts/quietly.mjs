/** Runs what installs things. Needs nothing but Node, because it runs before anything is installed. */
import { spawn } from "node:child_process";
import { isOnPath } from "./on-path.mjs";

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
 * Installs Debian's packages where that is possible: for root, where there is apt-get. What goes wrong is said. Nothing kills it: it would
 * leave packages half installed.
 * @param {string[]} packages
 * @returns {Promise<void>}
 */
export async function installFromDebian(packages) {
  if (packages.length === 0 || process.getuid?.() !== 0 || !isOnPath("apt-get")) return;
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
