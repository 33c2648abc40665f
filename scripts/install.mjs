/**
 * Installs what is missing, and is silent and quick when nothing is. Runs before `npm start` and `npm test`, on any
 * Node and with no node_modules, so it uses nothing but Node. With --oracles: also the
 * programs that the tests compare or work with.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isOnPath } from "./on-path.mjs";
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

/**
 * Runs a program in the project and returns whether it succeeded.
 * @param {string} program
 * @param {string[]} args
 */
const run = (program, ...args) => spawnSync(program, args, { cwd: root, stdio: "inherit" }).status === 0;

function installOracles() {
  const packages = missingOracles().map(({ debian }) => debian);
  if (packages.length === 0) return;
  const mayInstall = process.getuid?.() === 0 && isOnPath("apt-get");
  const install = () => run("apt-get", "install", "--yes", "--no-install-recommends", ...packages);
  if (mayInstall && (install() || (run("apt-get", "update") && install()))) return;
  for (const { program, debian } of missingOracles()) {
    console.error(`${program} is missing (Debian: ${debian}): the tests that need it will be skipped.`);
  }
}

if (!isInstalled() && !run(process.platform === "win32" ? "npm.cmd" : "npm", "ci", "--loglevel=error")) {
  console.error("npm ci failed: see its messages above.");
  process.exit(1);
}
if (process.argv.includes("--oracles")) installOracles();
