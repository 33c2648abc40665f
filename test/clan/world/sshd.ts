import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Machine } from "./facts.ts";
import { hostFolder } from "./layout.ts";
import { answers } from "./ports.ts";

/** Debian keeps sshd where the PATH of most users does not look. */
const SBIN = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

/** Returns the path of a program; `undefined`: it is not installed. */
export function programPath(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...SBIN];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

const NEEDED = [
  { program: "sshd", debian: "openssh-server" },
  { program: "ssh", debian: "openssh-client" },
  { program: "borg", debian: "borgbackup" },
  { program: "rsnapshot", debian: "rsnapshot" },
  { program: "rsync", debian: "rsync" },
] as const;

/** Returns one line that says what to install for the stand-in; `undefined`: nothing is missing. */
export function missingPrograms(): string | undefined {
  const missing = NEEDED.filter(({ program }) => programPath(program) === undefined);
  if (missing.length === 0) return undefined;
  const [names, packages] = [missing.map(({ program }) => program), missing.map(({ debian }) => debian)];
  return `missing: ${names.join(", ")}. Install them (Debian: apt-get install ${packages.join(" ")}).`;
}

/** Starts the host's sshd and returns when it takes connections; throws with its log when it does not start. */
export async function startSshd(world: string, machine: Machine): Promise<void> {
  const host = hostFolder(world, machine.name);
  // sshd that runs as root wants this folder of Debian's for its privilege separation.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const logFile = join(host, "run/sshd.log");
  const log = openSync(logFile, "a");
  const args = ["-D", "-e", "-f", join(host, "etc/sshd_config")];
  const child = spawn(programPath("sshd") ?? "sshd", args, {
    detached: true,
    stdio: ["ignore", log, log],
    env: { PATH: process.env["PATH"] ?? "", CLAN_STANDIN_HOST: host },
  });
  const exited = new Promise<never>((_, reject) => {
    const fail = () => reject(new Error(`sshd of ${machine.name} does not start: ${readFileSync(logFile, "utf8")}`));
    child.once("error", fail).once("exit", fail);
  });
  const isUp = async () => {
    while (!(await answers(machine.port))) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  await Promise.race([isUp(), exited]);
  child.removeAllListeners();
  child.unref();
}

/**
 * Returns the processes of this machine that belong to the host: its sshd, sessions, jobs; Linux only, elsewhere none.
 * sshd overwrites its environment with its title, which names its configuration.
 */
function processesOf(host: string): readonly number[] {
  if (!existsSync("/proc/self/environ")) return [];
  const numbers = readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
  const read = (pid: number, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
      // It ended while we looked, or is another user's.
      return "";
    }
  };
  return numbers.filter(
    (pid) =>
      read(pid, "environ").split("\0").includes(`CLAN_STANDIN_HOST=${host}`) ||
      read(pid, "cmdline").includes(join(host, "etc/sshd_config")),
  );
}

/** Takes the host down: its sshd, open sessions and running jobs end at once. Returns how many processes there were. */
export async function stopHost(world: string, { name }: Pick<Machine, "name">): Promise<number> {
  const host = hostFolder(world, name);
  let count = 0;
  // A process may have started another one since it was listed.
  for (let found = processesOf(host); found.length > 0; found = processesOf(host)) {
    count += found.length;
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return count;
}

/** Returns how many processes of the host run: its sshd, sessions and jobs. */
export const runningProcesses = (world: string, machine: string): number =>
  processesOf(hostFolder(world, machine)).length;
