/**
 * `node guard.mjs PROGRAM ARGUMENTS…` runs a program in a process group of its own and ends the whole group when standard input closes: so
 * nothing is left running however whoever started it ended, be it by Ctrl-C or a kill.
 */
import { spawn } from "node:child_process";

const [program = "", ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"], detached: true });

/** @param {NodeJS.Signals} signal */
function end(signal) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}

function stop() {
  end("SIGTERM");
  setTimeout(() => end("SIGKILL"), 3_000).unref();
}

process.stdin.resume().on("end", stop).on("error", stop);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
child.on("error", (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on("exit", (code) => {
  end("SIGKILL");
  process.exit(code ?? 1);
});
