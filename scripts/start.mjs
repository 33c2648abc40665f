/**
 * Opens the example clan in VS Code, until Ctrl-C; with --check, shows what the checker says about the clan in
 * examples/broken instead.
 */
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const cwd = fileURLToPath(new URL("..", import.meta.url));

/** @param {string[]} args */
const run = (...args) => spawnSync(process.execPath, args, { cwd, stdio: "inherit" }).status ?? 2;

function check() {
  const built = run("scripts/build.mjs");
  const status = built === 0 ? run("dist/cli.js", "check", "examples/broken") : built;
  // Status 1 says that there are findings, which is what this example is for.
  process.exitCode = status === 1 ? 0 : status;
}

function open() {
  const child = spawn(process.execPath, ["test/vscode/start.ts", ...process.argv.slice(2)], { cwd, stdio: "inherit" });
  // A terminal sends Ctrl-C to both; this one ends when the other has tidied up.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill("SIGTERM"));
  child.on("exit", (status) => {
    process.exitCode = status ?? 1;
  });
}

if (process.argv.includes("--check")) check();
else open();
