/**
 * Installs what is missing, and is silent and quick when nothing is. Runs before `npm start` and `npm test`, on any
 * Node and with no node_modules, so it uses nothing but Node. With --oracles: also the programs that the tests compare or
 * work with; with --machines: those of them that the machines of `npm start` are played with.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { missingOracles } from "./oracles.mjs";
import { installFromDebian, runQuietly } from "./quietly.mjs";

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

/** @param {string} [suite] a folder of test/; without it all are meant */
const missing = (suite) => missingOracles().filter(({ suites }) => suite === undefined || suites.includes(suite));

async function installPackages() {
  console.log("Installing the packages of npm");
  await runQuietly(process.platform === "win32" ? "npm.cmd" : "npm", ["ci", "--loglevel=error"], { cwd: root });
}

/**
 * @param {string} [suite] see `missing`
 * @param {string} [consequence] what comes of a program that is missing
 */
async function installPrograms(suite, consequence = "the tests that need it will be skipped") {
  await installFromDebian(missing(suite).map(({ debian }) => debian));
  for (const { program, debian } of missing(suite)) {
    console.error(`${program} is missing (Debian: ${debian}): ${consequence}.`);
  }
}

try {
  if (!isInstalled()) await installPackages();
  if (process.argv.includes("--oracles")) await installPrograms();
  else if (process.argv.includes("--machines")) await installPrograms("clan", "machines cannot be played without it");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
