/** `clan machines list`, `machines update`, `show`, `state list`. Each returns the exit code. */
import { distance } from "fastest-levenshtein";
import { type Machine, machineNamed } from "../world/facts.ts";
import { type Context, machineOf, saysNoMachine } from "./context.ts";
import { played } from "./recorded.ts";
import { runOnHost } from "./ssh.ts";

/** `clan machines list`: the names; the stand-in's clans have no tags, so `--tags` finds none. */
export function listMachines({ facts, invocation, output }: Context): number {
  if (invocation.options.has("--tags")) return 0;
  for (const name of facts.machines.map((machine) => machine.name).toSorted()) output.result(name);
  return 0;
}

function saysUnknown(context: Context, name: string): number {
  if (context.release !== "2026-08") return saysNoMachine(context, "machines-update-no-such-machine", name);
  const names = context.facts.machines.map((machine) => machine.name);
  const nearest = names.toSorted((a, b) => distance(name, a) - distance(name, b)).slice(0, 3);
  context.output.error(`Machine '${name}' not found. Did you mean: ${nearest.join(", ")}?`);
  return 1;
}

/** Deploys for real, over ssh; what the program says about it is played, because no system is built here. */
async function updateMachine(context: Context, machine: Machine): Promise<number> {
  const { release, flake } = context;
  const quiet = { ...context, output: { ...context.output, command: () => {} } };
  const shows = { stdout: false, stderr: "no" } as const;
  const { code } = await runOnHost(quiet, { machine, program: "nixos-rebuild", shows });
  const outcome =
    code === 0 ? "machines-update" : code === 255 ? "machines-update-unreachable" : "machines-update-failing";
  const recorded = code === 255 ? "unreachable" : "myhostname";
  const { stdout, stderr, exit } = played(release, outcome, { "/home/user/clan": flake, [recorded]: machine.name });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return exit;
}

/** `clan machines update [MACHINE…]`: all that have a target host without an argument, one after the other. */
export async function updateMachines(context: Context): Promise<number> {
  const { facts, invocation, release, output } = context;
  const unknown = invocation.words.find((name) => machineNamed(facts, name) === undefined);
  if (unknown !== undefined) return saysUnknown(context, unknown);
  const all = facts.machines.filter(({ targetHost }) => targetHost !== null);
  const chosen =
    invocation.words.length === 0 ? all : invocation.words.flatMap((name) => machineNamed(facts, name) ?? []);
  if (chosen.length === 0) {
    output.warning("No machines to update.");
    return 0;
  }
  // Today the generators of all machines run first, so that one that fails blocks every update.
  const broken =
    release === "2026-08" ? facts.machines.find(({ generators }) => generators.includes("failing")) : undefined;
  if (broken !== undefined) {
    output.raw(played(release, "machines-update-a-generator-fails", {}).stderr);
    return 1;
  }
  const codes: number[] = [];
  for (const machine of chosen) codes.push(await updateMachine(context, machine));
  return Math.max(...codes);
}

/** `clan show`. */
export function showClan({ facts: { clan }, release, output }: Context): number {
  output.result(`Name: ${clan.name}`);
  output.result(`Description: ${clan.description ?? "-"}`);
  output.result(release === "2026-08" ? `Domain: ${clan.domain ?? "-"}` : "Icon: -");
  return 0;
}

/** `clan state list MACHINE`: the states with their folders and commands. */
export function listStates(context: Context): number {
  const { invocation, output } = context;
  const machine = machineOf(context);
  if (machine === undefined) return saysNoMachine(context, "list-no-such-machine", invocation.words[0] ?? "");
  const [wanted] = invocation.options.get("--service") ?? [];
  for (const { name, folders, preBackup, preRestore, postRestore } of machine.states) {
    if (wanted !== undefined && wanted !== name) continue;
    output.result(`· service: ${name}`);
    if (folders.length > 0) output.result(["  folders:", ...folders.map((folder) => `  - ${folder}`)].join("\n"));
    if (preBackup !== undefined) output.result(`  preBackupCommand: pre-backup-${name}`);
    if (preRestore !== undefined) output.result(`  preRestoreCommand: pre-restore-${name}`);
    if (postRestore !== undefined) output.result(`  postRestoreCommand: post-restore-${name}`);
    output.result("");
  }
  return 0;
}
