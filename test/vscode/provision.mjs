/**
 * Installs what the tests in VS Code need: the newest VS Code and the oldest one that package.json promises (from the npm package
 * code-server, whose server and workbench are VS Code's), the libraries of this folder, and Debian's Chromium. Silent and
 * quick when all is there; what an interrupt left half done is done again. What cannot be had is said in one line, and ends
 * nothing: the tests that need it are skipped. With --start only what `npm start` needs. Uses nothing but Node and npm.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPrograms, interruption, runQuietly } from "../../scripts/installing.mjs";
import { findOnPath, isOnPath } from "../../scripts/on-path.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const VERSIONS = /** @type {const} */ (["newest", "oldest"]);
/** @typedef {(typeof VERSIONS)[number]} Version */

/** Programs from Debian: the browser, and what compiles the native modules of VS Code. */
const PROGRAMS = [
  { program: "chromium", debian: "chromium" },
  { program: "rg", debian: "ripgrep" },
  { program: "git", debian: "git" },
  { program: "python3", debian: "python3" },
  { program: "make", debian: "make" },
  { program: "g++", debian: "g++" },
];

/** Native modules without which VS Code's server or its extension host does not start; where they lie differs by version. */
const NATIVE = ["@vscode/spdlog", "@vscode/native-watchdog", "native-watchdog", "node-pty"];

/** With --start: what `npm start` needs. The user has a browser, and wants one VS Code. */
const wanted = process.argv.includes("--start")
  ? {
      versions: VERSIONS.slice(0, 1),
      programs: PROGRAMS.filter(({ program }) => program !== "chromium"),
      consequence: "npm start needs it",
    }
  : { versions: [...VERSIONS], programs: PROGRAMS, consequence: "the tests in VS Code will be skipped" };

/** @param {Version} version */
const serverFolder = (version) => join(here, "node_modules", `vscode-${version}`, "lib/vscode");

/** Counted up when what follows the lockfile is installed in another way. */
const RECIPE = 1;

/** Tells what is installed. */
const recipe = () => {
  const lockfile = readFileSync(join(here, "package-lock.json"));
  return createHash("sha256").update(lockfile).update(String(RECIPE)).digest("hex");
};

/**
 * The stamp is written last, so it says that what it stands beside is whole.
 * @param {string} folder
 */
const stamp = (folder) => join(folder, ".provisioned");

/** @param {string} folder */
const isWhole = (folder) => existsSync(stamp(folder)) && readFileSync(stamp(folder), "utf8") === recipe();

/** @param {string} folder */
const markWhole = (folder) => writeFileSync(stamp(folder), recipe());

/**
 * Returns why a version of VS Code cannot be run here, in one line each; nothing when it can.
 * @param {Version} version
 * @returns {string[]}
 */
export function missingFor(version) {
  const isThere = isWhole(join(here, "node_modules")) && isWhole(serverFolder(version));
  const programs = PROGRAMS.slice(0, 3).filter(({ program }) => !isOnPath(program));
  return [
    ...(isThere ? [] : [`the ${version} VS Code is not installed: node test/vscode/provision.mjs says why`]),
    ...programs.map(({ program, debian }) => `${program} is missing (Debian: ${debian})`),
  ];
}

const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** Nothing is downloaded where Node has its headers beside it. */
function headers() {
  const folder = join(process.execPath, "../..");
  return existsSync(join(folder, "include/node/node_api.h")) ? [`--nodedir=${folder}`] : [];
}

/**
 * Builds a native module unless its package brings it built.
 * @param {string} folder
 * @param {AbortSignal} signal ends it
 */
async function buildNative(folder, signal) {
  if (!existsSync(folder) || existsSync(join(folder, "prebuilds", `${process.platform}-${process.arch}`))) return;
  const gyp = join(here, "node_modules/node-gyp/bin/node-gyp.js");
  await runQuietly(process.execPath, [gyp, "rebuild", ...headers()], { cwd: folder, signal });
}

/**
 * @param {string} target
 * @param {string} path
 */
function link(target, path) {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}

/**
 * Makes a version of VS Code whole: npm packs neither its modules nor the links it looks them up by.
 * @param {Version} version
 * @param {AbortSignal} signal ends it
 */
async function installServer(version, signal) {
  const folder = serverFolder(version);
  if (isWhole(folder)) return;
  const modules = join(folder, "node_modules");
  const options = [
    "--omit=dev",
    "--legacy-peer-deps",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  await runQuietly(npm, ["ci", ...options], { cwd: folder, signal });
  for (const name of NATIVE) await buildNative(join(modules, name), signal);
  link("node_modules", join(folder, "node_modules.asar"));
  const ripgrep = join(modules, "@vscode/ripgrep/bin");
  const rg = findOnPath("rg");
  if (existsSync(join(modules, "@vscode/ripgrep")) && rg !== undefined) {
    mkdirSync(ripgrep, { recursive: true });
    link(rg, join(ripgrep, "rg"));
  }
  markWhole(folder);
}

/** @param {AbortSignal} signal ends it */
async function provision(signal) {
  const modules = join(here, "node_modules");
  if (wanted.versions.every((version) => isWhole(serverFolder(version))) && isWhole(modules)) return;
  console.log("Installing VS Code from npm: a minute or two, once");
  if (!isWhole(modules)) {
    await runQuietly(npm, ["ci", "--loglevel=error"], { cwd: here, signal });
    markWhole(modules);
  }
  // One that cannot be had does not take the other with it, and nothing is left running when this ends.
  const results = await Promise.allSettled(wanted.versions.map((version) => installServer(version, signal)));
  const failed = results.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const interrupted = interruption();
  try {
    await installPrograms(wanted.programs, wanted.consequence);
    if (interrupted.aborted) process.exit(130);
    await provision(interrupted);
  } catch (error) {
    if (interrupted.aborted) process.exit(130);
    console.error(
      `VS Code could not be installed: ${wanted.consequence}. ${error instanceof Error ? error.message : error}`,
    );
  }
}
