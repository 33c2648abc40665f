/** `clan backups create`, `list`. Each function returns the exit code. */
import { z } from "zod";
import { type Context, machineOf, noTargetHost, providersOf, saysNoMachine } from "./context.ts";
import { calledProcessError, commandError } from "./failure.ts";
import { HOSTILE_NAMES } from "./faults.ts";
import { type RemoteResult, runOnHost } from "./ssh.ts";

const isEarly = ({ release }: Context): boolean => release.startsWith("2024");

/** What 2025 says of its own log: a failing create is not labelled. */
const createLog = (context: Context) =>
  ({ stdout: isEarly(context), stderr: context.release === "2025-03" ? "raw" : "labelled" }) as const;

/** Says that a command on a host failed, where nothing catches it. */
export function saysFailure(context: Context, result: RemoteResult): number {
  context.output.raw(isEarly(context) ? calledProcessError(result) : `${commandError(result)}\n`);
  return 1;
}

export function keyError(context: Context, key: string): number {
  context.output.raw(`Traceback (most recent call last):\nKeyError: '${key}'\n`);
  return 1;
}

/** `clan backups create MACHINE`. A provider that fails ends it. */
export async function createBackup(context: Context): Promise<number> {
  const { output, invocation, release } = context;
  const [name = ""] = invocation.words;
  const machine = machineOf(context);
  if (machine === undefined) return saysNoMachine(context, "create-no-such-machine", name);
  output.info(name, `creating backup for ${name}`);
  const providers = providersOf(machine);
  const [wanted] = invocation.options.get("--provider") ?? [];
  if (providers.length === 0 && !isEarly(context)) {
    output.error("No providers specified");
    return 1;
  }
  if (wanted !== undefined && !providers.includes(wanted)) {
    output.error(`provider ${wanted} not found`);
    return 1;
  }
  for (const provider of providers.filter((it) => wanted === undefined || it === wanted)) {
    if (machine.targetHost === null) {
      output.error(noTargetHost(release, name));
      return 1;
    }
    const result = await runOnHost(context, { machine, program: `${provider}-create`, shows: createLog(context) });
    if (result.code !== 0) return saysFailure(context, result);
    output.result("successfully started backup");
  }
  return 0;
}

const listing = z.array(z.object({ name: z.string() })).nullable();

function saysListFailed(context: Context, machine: string, provider: string, result: RemoteResult): number {
  const { output } = context;
  const program = `${provider}-list`;
  if (isEarly(context)) {
    output.raw(`[${machine}] [Command failed: ${result.code}] ${program}\n`);
    output.error(`failed to list backups for provider ${provider}: ${result.stdout}`);
  } else {
    const cause = `${program} exited with ${result.code}\nerror output: ${result.stderr}`;
    output.error(`Failed to list backups for provider ${provider}:\n${cause}`);
  }
  return 1;
}

/** `clan backups list MACHINE`: prints all names at the end, or none when a provider fails. */
export async function listBackups(context: Context): Promise<number> {
  const { output, invocation, release, fault } = context;
  const [name = ""] = invocation.words;
  const machine = machineOf(context);
  if (machine === undefined) return saysNoMachine(context, "list-no-such-machine", name);
  const [wanted] = invocation.options.get("--provider") ?? [];
  if (wanted !== undefined && !providersOf(machine).includes(wanted)) return keyError(context, wanted);
  const found: string[] = [];
  for (const provider of providersOf(machine).filter((it) => wanted === undefined || it === wanted)) {
    if (machine.targetHost === null) {
      output.error(noTargetHost(release, name));
      return 1;
    }
    const shows = { stdout: false, stderr: isEarly(context) ? "labelled" : "no" } as const;
    const result = await runOnHost(context, { machine, program: `${provider}-list`, shows });
    if (result.code !== 0) return saysListFailed(context, name, provider, result);
    const archives = listing.parse(JSON.parse(result.stdout));
    if (archives === null) {
      output.raw("Traceback (most recent call last):\nTypeError: 'NoneType' object is not iterable\n");
      return 1;
    }
    found.push(...archives.map((archive) => archive.name));
  }
  const names = [...found, ...(fault === "names" ? HOSTILE_NAMES : [])];
  if (release === "2026-08") names.sort();
  for (const archive of names) output.result(archive);
  return 0;
}
