/** `clan backups restore`. */
import type { Machine, State } from "../world/facts.ts";
import { keyError, saysFailure } from "./backups.ts";
import { type Context, machineOf, noTargetHost, providersOf, saysNoMachine } from "./context.ts";
import { commandError } from "./failure.ts";
import { type RemoteResult, runOnHost } from "./ssh.ts";

type Step = { readonly program: string; readonly isHook: boolean };

function stepsOf({ name, preRestore, postRestore }: State, provider: string): readonly Step[] {
  return [
    ...(preRestore === undefined ? [] : [{ program: `pre-restore-${name}`, isHook: true }]),
    { program: `${provider}-restore`, isHook: false },
    ...(postRestore === undefined ? [] : [{ program: `post-restore-${name}`, isHook: true }]),
  ];
}

/** Why a state was not restored; `failed` is a command that nothing catches in 2024. */
type Failure = { readonly message: string } | { readonly failed: RemoteResult };

async function restoreState(context: Context, machine: Machine, state: State): Promise<Failure | undefined> {
  const [, provider = "", name = ""] = context.invocation.words;
  const environment = { NAME: name, FOLDERS: state.folders.join(":") };
  for (const { program, isHook } of stepsOf(state, provider)) {
    const shows = { stdout: false, stderr: "labelled" } as const;
    const result = await runOnHost(context, { machine, program, environment, shows });
    if (result.code === 0) continue;
    if (!isHook) return { failed: result };
    const kind = program.startsWith("pre-") ? "preRestoreCommand" : "postRestoreCommand";
    return { message: `failed to run ${kind}: ${result.stdout}, error was: ${result.stderr}` };
  }
  return undefined;
}

function saysServices({ output }: Context, failures: readonly string[]): number {
  output.error(`Restore failed for the following services:\n${failures.join("\n")}`);
  return 1;
}

/** `clan backups restore MACHINE PROVIDER NAME`: every state in turn, or the one of `--service`. Returns the exit code. */
export async function restoreBackup(context: Context): Promise<number> {
  const { output, invocation, release } = context;
  const [name = "", provider = ""] = invocation.words;
  const machine = machineOf(context);
  if (machine === undefined) return saysNoMachine(context, "list-no-such-machine", name);
  if (!providersOf(machine).includes(provider)) return keyError(context, provider);
  const states = machine.states.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const [service] = invocation.options.get("--service") ?? [];
  const chosen = states.filter((state) => service === undefined || state.name === service);
  if (service !== undefined && chosen.length === 0) {
    const available = states.map((state) => state.name).join(", ");
    const message = `Service ${service} not found in configuration. Available services are: ${available}`;
    return saysServices(context, [`${service}: ${message}`]);
  }
  if (machine.targetHost === null) {
    output.error(noTargetHost(release, name));
    return 1;
  }
  const failures: string[] = [];
  for (const state of chosen) {
    const failure = await restoreState(context, machine, state);
    if (failure === undefined) continue;
    if ("failed" in failure && release.startsWith("2024")) return saysFailure(context, failure.failed);
    failures.push(`${state.name}: ${"failed" in failure ? commandError(failure.failed) : failure.message}`);
  }
  return failures.length === 0 ? 0 : saysServices(context, failures);
}
