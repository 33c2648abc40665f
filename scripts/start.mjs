/** Builds, and shows what the checker says about the clan in examples/broken. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const cwd = fileURLToPath(new URL("..", import.meta.url));

/** @param {string[]} args */
const run = (...args) => spawnSync(process.execPath, args, { cwd, stdio: "inherit" }).status ?? 2;

const built = run("scripts/build.mjs");
const status = built === 0 ? run("dist/cli.js", "check", "examples/broken") : built;
// Status 1 says that there are findings, which is what this example is for.
process.exitCode = status === 1 ? 0 : status;
