/** List Backups, Refresh: asks the machines for their archives. */
import { type Archive, newestFirst, snapshotPath } from "../clan/archives.ts";
import { type CliOptions, listBackups } from "../clan/clanCli.ts";
import type { ClanProgram } from "../clan/findClan.ts";
import { borgUnit } from "../clan/outcome.ts";
import type { Problem } from "../clan/problems.ts";
import { snapshotTimes, unitState } from "../clan/remote.ts";
import type { Listing, Provider } from "../views/health.ts";
import { tellProblem } from "./fixes.ts";
import {
  type CommandParts,
  type Given,
  hasBackups,
  machineOf,
  programOf,
  providersFor,
  type Target,
  targetsOf,
} from "./parts.ts";

/** Machines that are asked at the same time: each evaluates Nix. */
const AT_ONCE = 4;

/** Lists the backups of a machine, or of one provider of it, and tells what went wrong. */
export async function listCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "List Backups", hasBackups);
  if (target === undefined) return;
  const program = await programOf(target, parts);
  if (program === undefined) return;
  const { machine } = target;
  const problems = await parts.ui.progress(`Listing the backups of ${machine.name}`, (report, signal) =>
    listMachine(target, providersFor(given, machine), program, parts, signal, (provider) => report(provider)),
  );
  const again = () => listCommand(given, parts);
  for (const problem of problems)
    tellProblem(problem, `The backups of ${machine.name} were not listed`, target, parts, again);
}

/** Lists the backups of all machines, or of those of the clan that is `given`, and asks when they run next. */
export async function refreshCommand(given: Given, parts: CommandParts): Promise<void> {
  await parts.state.refresh();
  const root = given !== undefined && "kind" in given && given.kind === "clan" ? given.clan.root : undefined;
  const clans = parts.state.clans.filter((clan) => root === undefined || clan.root === root);
  void parts.schedule.refresh();
  await listMachines(
    targetsOf(clans).filter(({ machine }) => hasBackups(machine)),
    parts,
  );
}

/** Asks `targets` beside each other; every answer is shown as it comes, and what went wrong stands there too. */
export async function listMachines(targets: readonly Target[], parts: CommandParts): Promise<void> {
  if (targets.length === 0) return;
  const programs = new Map<string, ClanProgram | undefined>();
  for (const target of targets)
    if (!programs.has(target.clan.root)) programs.set(target.clan.root, await programOf(target, parts));
  const left = targets.filter(({ clan }) => programs.get(clan.root) !== undefined).reverse();
  const all = left.length;
  if (all === 0) return;
  const failed: Target[] = [];
  const title =
    all === 1 ? `Listing the backups of ${left[0]?.machine.name}` : `Listing the backups of ${all} machines`;
  await parts.ui.progress(title, async (report, signal) => {
    const next = async (): Promise<void> => {
      for (let target = left.pop(); target !== undefined && !signal.aborted; target = left.pop()) {
        report(target.machine.name, 100 / all);
        const program = programs.get(target.clan.root);
        if (program === undefined) continue;
        const problems = await listMachine(target, providersFor(undefined, target.machine), program, parts, signal);
        if (problems.length > 0) failed.push(target);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, all) }, next));
  });
  if (failed.length > 0) tellFailed(failed, all, parts);
}

function tellFailed(failed: readonly Target[], all: number, parts: CommandParts): void {
  const names = failed.slice(0, 3).map(({ machine }) => machine.name);
  const more = failed.length > names.length ? ` and ${failed.length - names.length} more` : "";
  const count = all === 1 ? "" : ` (${failed.length} of ${all} machines)`;
  parts.ui.problem(
    `The backups of ${names.join(", ")}${more} were not listed${count}. Why stands in the tree.`,
    { Retry: () => listMachines(failed, parts) },
    "refresh",
  );
}

/** Lists a machine that was never listed, when somebody looks at it. */
export async function listWhenShown(target: Target, parts: CommandParts): Promise<void> {
  const { clan, machine } = target;
  if (parts.state.isAsking(clan.root, machine.name) || parts.runner.missing(clan.root) !== undefined) return;
  const found = await parts.runner.program(clan.root);
  if (!found.ok) return;
  await parts.ui.quietly(`Listing the backups of ${machine.name}`, () =>
    listMachine(target, providersFor(undefined, machine), found.program, parts, new AbortController().signal),
  );
}

/** Asks the providers of a machine one by one and keeps what they say; returns what went wrong. */
export async function listMachine(
  target: Target,
  providers: readonly Provider[],
  program: ClanProgram,
  parts: CommandParts,
  signal: AbortSignal,
  onStep?: (provider: Provider) => void,
): Promise<readonly Problem[]> {
  const { clan, machine } = target;
  const problems: Problem[] = [];
  const options = parts.runner.options(program, clan.root, signal);
  await parts.state.asking(clan.root, machine.name, async () => {
    for (const provider of providers) {
      if (signal.aborted) return;
      onStep?.(provider);
      const { listing, problem } = await listOne(target, provider, options, parts);
      if (signal.aborted) return;
      parts.state.keepListing(clan.root, machine.name, provider, listing);
      if (problem !== undefined) problems.push(problem);
    }
  });
  return problems;
}

/** Asks one provider of a machine, and the machine itself for what the list does not tell. */
export async function listOne(
  target: Target,
  provider: Provider,
  options: CliOptions,
  parts: CommandParts,
): Promise<{ readonly listing: Listing; readonly problem?: Problem | undefined }> {
  const outcome = await listBackups(target.machine.name, provider, options);
  const at = Date.now();
  if (!outcome.ok) {
    const problem = isFirst(target, provider, outcome.problem, parts) ? undefined : outcome.problem;
    return { listing: { at, archives: [], problem: problem?.message }, problem };
  }
  const archives = outcome.value;
  if (provider === "localbackup") return { listing: { at, archives: await dated(target, archives, options, parts) } };
  return { listing: { at, archives, atWork: await atWork(target, archives, options, parts) } };
}

/** Before the first backup there is no repository. Where there have been backups it is gone. */
function isFirst({ clan, machine }: Target, provider: Provider, { kind }: Problem, { state }: CommandParts): boolean {
  const known = state.listingOf(clan.root, machine.name, provider)?.archives ?? [];
  return kind === "no repository" && known.length === 0;
}

/** The list of snapshots has no times: their folders do. */
async function dated(
  { clan, machine }: Target,
  archives: readonly Archive[],
  { signal }: CliOptions,
  { runner }: CommandParts,
): Promise<readonly Archive[]> {
  if (machine.targetHost === null) return archives;
  const paths = archives.flatMap((archive) => snapshotPath(archive) ?? []);
  const times = await snapshotTimes(paths, runner.remote(machine.targetHost, clan.root, signal));
  return newestFirst(archives.map((archive) => ({ ...archive, time: times.get(snapshotPath(archive) ?? "") })));
}

/** An archive that is being made has the name of one that failed: its job tells which it is. */
async function atWork(
  { clan, machine }: Target,
  archives: readonly Archive[],
  { signal }: CliOptions,
  { runner }: CommandParts,
): Promise<readonly string[]> {
  const { targetHost } = machine;
  if (targetHost === null) return [];
  const doubtful = machine.destinations.filter(
    ({ name }) => archives.find(({ place }) => place === name)?.isFailed === true,
  );
  const remote = runner.remote(targetHost, clan.root, signal);
  const states = await Promise.all(doubtful.map(({ name }) => unitState(borgUnit(name), remote)));
  return doubtful.flatMap(({ name }, index) => {
    const active = states[index]?.active;
    return active === "active" || active === "activating" ? [name] : [];
  });
}
