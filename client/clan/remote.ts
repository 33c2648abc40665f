/** Asks machines over ssh, with the user's own configuration of it. What they answer is not trusted. */
import type { Command, Run, RunOptions, RunResult } from "./process.ts";

export interface RemoteOptions {
  /** As clan knows it: `root@host`, with a port or not. */
  readonly targetHost: string;
  readonly folder: string;
  readonly run: Run;
  readonly signal?: AbortSignal | undefined;
  /** Arguments before all others, for a configuration of its own. */
  readonly ssh?: readonly string[] | undefined;
}

/** A question takes this long at most, connecting included. */
const ASK_LIMIT = 30_000;
const CONNECT_SECONDS = 10;

/** A target host, taken apart. */
export interface TargetHost {
  readonly host: string;
  readonly port: string | undefined;
  /** Settings of ssh that clan takes from it, as `Name=value`. */
  readonly settings: readonly string[];
}

/** Settings that say who is asked and by which key; others, such as programs that ssh would run, are not taken from a configuration. */
const SETTINGS = /^(?:IdentityFile|IdentitiesOnly|UserKnownHostsFile|HostKeyAlias|ProxyJump)=[^-\s]\S*$/;

/** The parts of `[ssh://][user@]host[:port][?Name=value&…]`; `undefined` for a text that ssh cannot be given. */
export function readTargetHost(text: string): TargetHost | undefined {
  const [, host, port, query = ""] =
    /^(?:ssh:\/\/)?((?:[^@\s/?]+@)?(?:\[[^\]\s]+\]|[^:\s/?@]+))(?::(\d+))?\/?(?:\?(\S*))?$/.exec(text) ?? [];
  if (host === undefined || host.startsWith("-")) return undefined;
  const settings = query.split("&").filter((setting) => SETTINGS.test(setting));
  return { host: host.replaceAll(/[[\]]/g, ""), port, settings };
}

/** The arguments of ssh before the host: what it is set to for this target host, whose parts are `target`. */
function settingsOf({ port, settings }: TargetHost): readonly string[] {
  return [...(port === undefined ? [] : ["-p", port]), ...settings.flatMap((setting) => ["-o", setting])];
}

/** Runs a command on a machine; the words are quoted for its shell. Never asks anything; `undefined` where there is no way to it. */
export async function ask(words: readonly string[], options: RemoteOptions): Promise<RunResult | undefined> {
  const target = readTargetHost(options.targetHost);
  if (target === undefined) return undefined;
  const settings = ["-o", "BatchMode=yes", "-o", `ConnectTimeout=${CONNECT_SECONDS}`, ...settingsOf(target)];
  const environment = { SSH_ASKPASS_REQUIRE: "never" };
  const given: RunOptions = {
    folder: options.folder,
    signal: options.signal,
    limit: ASK_LIMIT,
    grace: 1_000,
    environment,
  };

  const command = { program: "ssh", arguments: options.ssh ?? [] };
  return options.run(command, [...settings, "--", target.host, words.map(quoted).join(" ")], given);
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
  /** The machine has such a unit. */
  readonly isThere: boolean;
}

/** The state of a unit; `undefined` where the machine cannot be asked. */
export async function unitState(unit: string, options: RemoteOptions): Promise<UnitState | undefined> {
  const result = await ask(["systemctl", "show", unit, "--property=LoadState,ActiveState,Result"], options);
  if (result?.ended !== "exited" || result.exitCode !== 0) return undefined;
  const values = new Map(
    result.stdout.split("\n").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  const active = values.get("ActiveState");
  if (active === undefined) return undefined;
  return { active, result: values.get("Result") ?? "", isThere: values.get("LoadState") !== "not-found" };
}

/** The last lines of a unit's log. */
export async function unitLog(unit: string, options: RemoteOptions): Promise<readonly string[]> {
  const result = await ask(["journalctl", "-u", unit, "-n", "20", "--no-pager", "-o", "cat"], options);
  return result?.ended === "exited" ? result.stdout.trimEnd().split("\n") : [];
}

/** The command that shows a unit's log, for somebody to run in a terminal; `undefined` for a target host that ssh cannot be given. */
export function logCommand(unit: string, targetHost: string): readonly string[] | undefined {
  const target = readTargetHost(targetHost);
  const shown = `journalctl -u ${quoted(unit)} -n 100 --no-pager`;
  return target === undefined ? undefined : ["ssh", ...settingsOf(target), "--", target.host, shown];
}

/** The command with which a user connects for the first time, confirms the host key and enters what is asked. */
export function connectCommand(targetHost: string, ssh: readonly string[]): Command | undefined {
  const target = readTargetHost(targetHost);
  if (target === undefined) return undefined;
  return { program: "ssh", arguments: [...ssh, ...settingsOf(target), "--", target.host, "true"] };
}

/**
 * When snapshots were made, by path, in milliseconds since 1970: rsnapshot leaves it as the time of their folder. Paths that the machine does
 * not see, such as those of a disk that is not mounted, are left out.
 */
export async function snapshotTimes(
  paths: readonly string[],
  options: RemoteOptions,
): Promise<ReadonlyMap<string, number>> {
  if (paths.length === 0) return new Map();
  const result = await ask(["stat", "-c", "%Y %n", "--", ...paths], options);
  const lines = result?.ended === "exited" ? result.stdout.split("\n") : [];
  return new Map(
    lines.flatMap((line): [string, number][] => {
      const [, seconds, path] = /^(\d{1,12}) (.+)$/.exec(line) ?? [];
      return seconds === undefined || path === undefined ? [] : [[path, Number(seconds) * 1000]];
    }),
  );
}
