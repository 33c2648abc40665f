/**
 * CLAN_STANDIN_FAULT makes the program itself misbehave, whatever the command:
 * `hang` never ends, and has a child that never ends either; `deaf` does so and ignores SIGINT and SIGTERM;
 * `flood` writes 200 MB, `rubbish` bytes that are no text and exit code 0; `signal` dies of SIGSEGV;
 * `host-down` reaches no host; `names` lists archives with names that only a hostile or damaged repository has.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";

const FAULTS = ["hang", "deaf", "flood", "rubbish", "signal", "host-down", "names"] as const;

export type Fault = (typeof FAULTS)[number];

/** Returns the fault that the environment asks for; throws for a name that is none. */
export function faultNamed(name: string | undefined): Fault | undefined {
  if (name === undefined || name === "") return undefined;
  const fault = FAULTS.find((it) => it === name);
  if (fault === undefined) throw new Error(`CLAN_STANDIN_FAULT is one of ${FAULTS.join(", ")}`);
  return fault;
}

const FLOOD = 200 * 1024 * 1024;

async function flood(): Promise<number> {
  const line = `backuphost::borg@backuphost:.::${"x".repeat(990)}\n`;
  const block = line.repeat(1024);
  for (let written = 0; written < FLOOD; written += block.length) {
    if (!process.stdout.write(block)) await once(process.stdout, "drain");
  }
  return 0;
}

/** Bytes that are no UTF-8, control sequences, half a JSON, no newline at the end. */
function rubbish(): number {
  const bytes = [0x00, 0xff, 0xfe, 0xc3, 0x28, 0x1b, 0x5b, 0x32, 0x4a, 0x07, 0x0d];
  process.stdout.write(Buffer.from([...bytes, ...Buffer.from('[{"name": "back\u2028up'), ...bytes]));
  process.stderr.write(Buffer.from([...bytes, ...bytes]));
  return 0;
}

async function hang(isDeaf: boolean): Promise<number> {
  if (isDeaf) for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  const ignore = isDeaf ? 'trap "" INT TERM HUP; ' : "";
  const child = spawn("/bin/sh", ["-c", `${ignore}while :; do sleep 3600; done`], { stdio: "ignore" });
  process.stderr.write("evaluating…\n");
  await once(child, "close");
  return 1;
}

/** Misbehaves and returns the exit code; `undefined`: the fault lets the command run. */
export async function misbehave(fault: Fault | undefined): Promise<number | undefined> {
  if (fault === "flood") return flood();
  if (fault === "rubbish") return rubbish();
  if (fault === "hang" || fault === "deaf") return hang(fault === "deaf");
  if (fault === "signal") {
    process.kill(process.pid, "SIGSEGV");
    await new Promise(() => {});
  }
  return undefined;
}

/** Archive names that borg accepts, or that a broken tool could print. */
export const HOSTILE_NAMES: readonly string[] = [
  "backuphost::ssh://borg@[fd00::1]:2222/./repo::myhostname-backuphost-2026-01-02T03:04:05",
  "backuphost::borg@backuphost:.::myhostname-backuphost-2026-01-02T03:04:05.failed",
  "hdd::/mnt/hdd/with::colons/snapshot.10",
  "backuphost::borg@backuphost:.::-rf",
  "backuphost::borg@backuphost:.::$(touch /tmp/owned); `id` && echo 'x' \"y\"",
  "backuphost::borg@backuphost:.::\u001b]0;title\u0007\u001b[31mred",
  "backuphost::borg@backuphost:.::<script>alert(1)</script> [link](command:workbench.action.quit) ![](x)",
  "backuphost::borg@backuphost:.::\u202egnp.exe \ud83d\udcbe e\u0301",
  `backuphost::borg@backuphost:.::${"long".repeat(2000)}`,
  "no separator at all",
  "::",
];
