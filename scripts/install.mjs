/**
 * Installs what is missing, and is silent and quick when nothing is. Runs before `npm start` and `npm test`, on any
 * Node and with no node_modules, so it uses nothing but Node. With --oracles: also the programs that the tests compare or
 * work with; with --machines: those of them that the machines of `npm start` are played with.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPrograms, interruption, runQuietly } from "./installing.mjs";
import { missingOracles } from "./oracles.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
const packagesOf = (file) => JSON.parse(readFileSync(join(root, file), "utf8")).packages;

/** True when every package of the lockfile is installed in its version; one for another platform may be absent. */
function isInstalled() {
  if (!existsSync(join(root, "node_modules/.package-lock.json"))) return false;
  const installed = packagesOf("node_modules/.package-lock.json");
  return Object.entries(packagesOf("package-lock.json")).every(
    ([path, { version, optional }]) =>
      path === "" || installed[path]?.version === version || (optional === true && installed[path] === undefined),
  );
}

const interrupted = interruption();

try {
  if (!isInstalled()) {
    console.log("Installing the packages of npm");
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    await runQuietly(npm, ["ci", "--loglevel=error"], { cwd: root, signal: interrupted });
  }
  const missing = missingOracles();
  if (process.argv.includes("--oracles")) await installPrograms(missing, "the tests that need it will be skipped");
  if (process.argv.includes("--machines")) {
    const played = missing.filter(({ suites }) => suites.includes("clan"));
    await installPrograms(played, "machines cannot be played without it");
  }
} catch (error) {
  if (!interrupted.aborted) console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
if (interrupted.aborted) process.exitCode = 130;
