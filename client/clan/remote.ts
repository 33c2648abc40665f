/** Asks machines over ssh, with the user's own configuration of it. What they answer is not trusted. */
import { z } from "zod";
import { type RunOptions, type RunResult, run } from "./process.ts";

export interface RemoteOptions {
  /** As clan knows it: `root@host`, with a port or not. */
  readonly targetHost: string;
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  /** Arguments before all others, for a configuration of its own. */
  readonly ssh?: readonly string[] | undefined;
}

/** A question takes this long at most, connecting included. */
const ASK_LIMIT = 30_000;
const CONNECT_SECONDS = 10;

/** The parts of a target host; `undefined` for one that ssh cannot be given. Query parts are options of clan's own. */
export function readTargetHost(text: string): { readonly host: string; readonly port: string | undefined } | undefined {
  const [, host, port] =
    /^(?:ssh:\/\/)?((?:[^@\s/?]+@)?(?:\[[^\]\s]+\]|[^:\s/?@]+))(?::(\d+))?\/?(?:\?\S*)?$/.exec(text) ?? [];
  if (host === undefined || host.startsWith("-")) return undefined;
  return { host: host.replaceAll(/[[\]]/g, ""), port };
}

/** Runs a command on a machine; the words are quoted for its shell. Never asks anything. */
export async function ask(words: readonly string[], options: RemoteOptions): Promise<RunResult | undefined> {
  const target = readTargetHost(options.targetHost);
  if (target === undefined) return undefined;
  const port = target.port === undefined ? [] : ["-p", target.port];
  const settings = ["-o", "BatchMode=yes", "-o", `ConnectTimeout=${CONNECT_SECONDS}`, ...port];
  const given: RunOptions = { folder: options.folder, signal: options.signal, limit: ASK_LIMIT, grace: 1_000 };
  const command = { program: "ssh", arguments: options.ssh ?? [] };
  return run(command, [...settings, "--", target.host, words.map(quoted).join(" ")], given);
}

/** A word for a POSIX shell. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** How a unit stands. */
export interface UnitState {
  /** `active`, `activating`, `inactive`, `failed` … */
  readonly active: string;
  /** `success`, `exit-code`, `signal` … of the last run. */
  readonly result: string;
  /** The run it is about; changes with each start. */
  readonly invocation: string;
}

/** The state of a unit; `undefined` where the machine cannot be asked. */
export async function unitState(unit: string, options: RemoteOptions): Promise<UnitState | undefined> {
  const result = await ask(["systemctl", "show", unit, "--property=ActiveState,Result,InvocationID"], options);
  if (result?.ended !== "exited" || result.exitCode !== 0) return undefined;
  const values = new Map(
    result.stdout.split("\n").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  const active = values.get("ActiveState");
  if (active === undefined) return undefined;
  return { active, result: values.get("Result") ?? "", invocation: values.get("InvocationID") ?? "" };
}

/** The last lines of a unit's log. */
export async function unitLog(unit: string, options: RemoteOptions): Promise<readonly string[]> {
  const result = await ask(["journalctl", "-u", unit, "-n", "20", "--no-pager", "-o", "cat"], options);
  return result?.ended === "exited" ? result.stdout.trimEnd().split("\n") : [];
}

/** The command that shows a unit's log, for somebody to run in a terminal. */
export function logCommand(unit: string, targetHost: string): readonly string[] {
  const target = readTargetHost(targetHost);
  const port = target?.port === undefined ? [] : ["-p", target.port];
  return ["ssh", ...port, target?.host ?? targetHost, `journalctl -u ${quoted(unit)} -n 100 --no-pager`];
}

/** Microseconds since 1970, or nothing: systemd writes 0 or null for what never was. */
const moment = z
  .union([z.number(), z.null()])
  .optional()
  .transform((value) => (value == null || value <= 0 || value > Number.MAX_SAFE_INTEGER ? undefined : value / 1000));
const timers = z.array(z.object({ unit: z.string(), activates: z.string(), next: moment, last: moment }));

/** When a timer runs next and ran last, in milliseconds since 1970. */
export interface Timer {
  readonly unit: string;
  readonly activates: string;
  readonly next: number | undefined;
  readonly last: number | undefined;
}

/** The timers of backups on a machine; `undefined` where it cannot be asked. */
export async function backupTimers(options: RemoteOptions): Promise<readonly Timer[] | undefined> {
  const result = await ask(["systemctl", "list-timers", "--all", "--output=json", "--no-pager"], options);
  if (result?.ended !== "exited" || result.exitCode !== 0) return undefined;
  const read = timers.safeParse(readJson(result.stdout));
  return read.success
    ? read.data
        .filter(({ unit }) => /backup/.test(unit))
        .map((timer) => ({ ...timer, next: timer.next, last: timer.last }))
    : undefined;
}

const device: z.ZodType<RawDevice> = z.object({
  path: z.string(),
  label: z.string().nullish(),
  uuid: z.string().nullish(),
  fstype: z.string().nullish(),
  size: z.union([z.string(), z.number()]).nullish(),
  mountpoint: z.string().nullish(),
  model: z.string().nullish(),
  hotplug: z.union([z.boolean(), z.string()]).nullish(),
  children: z.array(z.lazy(() => device)).optional(),
});

interface RawDevice {
  readonly path: string;
  readonly label?: string | null | undefined;
  readonly uuid?: string | null | undefined;
  readonly fstype?: string | null | undefined;
  readonly size?: string | number | null | undefined;
  readonly mountpoint?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly hotplug?: boolean | string | null | undefined;
  readonly children?: readonly RawDevice[] | undefined;
}

/** A file system on a disk. */
export interface Disk {
  readonly path: string;
  readonly uuid: string;
  readonly fsType: string;
  readonly label: string | undefined;
  readonly size: string;
  readonly model: string | undefined;
  readonly mountpoint: string | undefined;
  readonly isRemovable: boolean;
}

/** The file systems in what `lsblk --json` printed; `undefined` for what is not that. */
export function readDisks(stdout: string): readonly Disk[] | undefined {
  const read = z.object({ blockdevices: z.array(device) }).safeParse(readJson(stdout));
  return read.success ? read.data.blockdevices.flatMap((found) => disksIn(found, undefined, false)) : undefined;
}

function disksIn(found: RawDevice, model: string | undefined, removable: boolean): readonly Disk[] {
  const isRemovable = removable || found.hotplug === true || found.hotplug === "1";
  const ownModel = found.model ?? model;
  const own: Disk[] = [];
  if (found.uuid != null && found.fstype != null)
    own.push({
      path: found.path,
      uuid: found.uuid,
      fsType: found.fstype,
      label: found.label ?? undefined,
      size: String(found.size ?? ""),
      model: ownModel?.trim(),
      mountpoint: found.mountpoint ?? undefined,
      isRemovable,
    });
  return [...own, ...(found.children ?? []).flatMap((child) => disksIn(child, ownModel, isRemovable))];
}

/** The arguments with which disks are listed. */
export const LSBLK = ["lsblk", "--json", "-o", "NAME,PATH,LABEL,UUID,FSTYPE,SIZE,MOUNTPOINT,MODEL,HOTPLUG"] as const;

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
