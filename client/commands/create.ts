/** Create Backup: starts it, watches it until it has ended, and tells how. */
import { setTimeout as wait } from "node:timers/promises";
import type { Archive } from "../clan/archives.ts";
import { createBackup } from "../clan/clanCli.ts";
import type { ClanProgram } from "../clan/findClan.ts";
import { borgUnit, causeIn, pause, type Verdict, watchUnits } from "../clan/outcome.ts";
import type { Problem } from "../clan/problems.ts";
import { logCommand, quoted, unitLog, unitState } from "../clan/remote.ts";
import type { Report } from "../ui.ts";
import type { Provider } from "../views/health.ts";
import { tellProblem } from "./fixes.ts";
import { listMachine } from "./list.ts";
import { type CommandParts, type Given, hasBackups, machineOf, programOf, providersFor, type Target } from "./parts.ts";
import { updateCommand } from "./terminal.ts";

/** Backs a machine up, with one provider or all that it has. */
export async function createCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "Create Backup", hasBackups);
  if (target === undefined) return;
  const { clan, machine } = target;
  const providers = providersFor(given, machine);
  if (providers.length === 0)
    return parts.ui.tell(`${machine.name} has no backup: add a destination or a target first.`);
  const job = { clan: clan.root, machine: machine.name, action: "create", what: providers.join(", ") } as const;
  const outcome = await parts.state.jobs.run(job, ({ controller }) =>
    parts.ui.progress(`Backing up ${machine.name}`, async (report, cancelled) => {
      const program = await programOf(target, parts);
      if (program === undefined) return;
      const signal = AbortSignal.any([controller.signal, cancelled]);
      await backUp({ target, program, parts, report, signal }, providers);
    }),
  );
  if (!outcome.ok) {
    const doing = outcome.busy.action === "create" ? "being backed up" : "being restored";
    parts.ui.tell(`${machine.name} is ${doing} already.`);
  }
}

interface Running {
  readonly target: Target;
  readonly program: ClanProgram;
  readonly parts: CommandParts;
  readonly report: Report;
  readonly signal: AbortSignal;
}

async function backUp(running: Running, providers: readonly Provider[]): Promise<void> {
  const { target, parts, signal } = running;
  const made: Provider[] = [];
  for (const provider of providers) {
    if (await backUpWith(provider, running)) made.push(provider);
    if (signal.aborted) break;
  }
  if (signal.aborted)
    parts.ui.tell(`What had begun on ${target.machine.name} goes on there; it is only not watched any more.`);
  if (made.length > 0) parts.ui.tell(`${target.machine.name} is backed up with ${made.join(" and ")}.`);
}

/** Returns whether there is a new backup for certain; what is not so is told. */
async function backUpWith(provider: Provider, running: Running): Promise<boolean> {
  const { target, program, parts, report, signal } = running;
  const { clan, machine } = target;
  const before = parts.state.listingOf(clan.root, machine.name, provider);
  report(`${provider}: starting`);
  const started = await createBackup(machine.name, provider, parts.runner.options(program, clan.root, signal));
  if (!started.ok && started.problem.kind === "cancelled" && signal.aborted) return false;
  const verdicts = started.ok && provider === "borgbackup" ? await watchBorg(running) : [];
  if (signal.aborted) return false;
  if (!started.ok) await tellNotMade(started.problem, provider, running);
  for (const verdict of verdicts) tellVerdict(verdict, provider, running);
  report(`${provider}: listing`);
  await listMachine(target, [provider], program, parts, signal);
  if (!started.ok || !verdicts.every(({ kind }) => kind === "made")) return false;
  const known = before === undefined || before.problem !== undefined ? undefined : before.archives;
  return isInList(provider, known, running);
}

/** Borg's job works on when clan has returned: its unit tells when it has ended, and how. */
async function watchBorg({ target, parts, report, signal }: Running): Promise<readonly Verdict[]> {
  const { clan, machine } = target;
  const units = machine.destinations.map(({ name }) => borgUnit(name));
  const { targetHost } = machine;
  if (targetHost === null) return units.map((unit) => ({ kind: "not known", unit }));
  const remote = parts.runner.remote(targetHost, clan.root, signal);
  const start = Date.now();
  return watchUnits(units, {
    state: (unit) => unitState(unit, remote),
    log: (unit) => unitLog(unit, remote),
    wait: (turn) => wait(pause(turn), undefined, { signal }).catch(() => undefined),
    signal,
    onWork: (unit) => report(`${unit} is at work, ${Math.round((Date.now() - start) / 1000)} s`),
  });
}

/** A job that systemd could not start has a log that says why. */
async function tellNotMade(problem: Problem, provider: Provider, { target, parts, signal }: Running): Promise<void> {
  const { clan, machine } = target;
  const start = `${machine.name} was not backed up with ${provider}`;
  const again = retry(target, provider, parts);
  const { unit } = problem;
  if (unit === undefined || machine.targetHost === null) return tellProblem(problem, start, target, parts, again);
  const log = await unitLog(unit, parts.runner.remote(machine.targetHost, clan.root, signal));
  for (const line of log) parts.log.info(`[${machine.name} ${unit}] ${line}`);
  const cause = causeIn(log);
  const told = cause === undefined ? problem : { ...problem, message: `${unit} did not start: ${cause}` };
  tellProblem(told, start, target, parts, again);
}

function tellVerdict(verdict: Verdict, provider: Provider, { target, parts }: Running): void {
  const place = verdict.unit.replace(/^borgbackup-job-|\.service$/g, "");
  const { machine } = target;
  if (verdict.kind === "failed") {
    for (const line of verdict.log) parts.log.info(`[${machine.name} ${verdict.unit}] ${line}`);
    const cause = causeIn(verdict.log) ?? verdict.result;
    const again = retry(target, provider, parts);
    parts.ui.problem(`The backup of ${machine.name} to ${place} failed: ${cause}`, { Retry: again });
  }
  if (verdict.kind === "no job")
    parts.ui.problem(`${machine.name} has no job for ${place}: it was not updated since the destination was added.`, {
      "Update Machines": () => updateCommand(nameOf(target), parts),
    });
  if (verdict.kind === "not known") tellNotKnown(verdict.unit, place, target, parts);
}

/** Whether it is made cannot be seen from here: the user can look. */
function tellNotKnown(unit: string, place: string, { machine }: Target, { ui }: CommandParts): void {
  const command = machine.targetHost === null ? undefined : logCommand(unit, machine.targetHost);
  const why =
    command === undefined ? "its targetHost is not known here" : "it does not answer over ssh without a question";
  ui.problem(
    `The backup of ${machine.name} to ${place} was started. How it ends cannot be seen: ${why}.`,
    command === undefined ? {} : { "Copy Log Command": () => ui.copy(command.map(quoted).join(" ")) },
  );
}

/** Hours between the two ends of the earth's time zones: names of archives have the time of their machine. */
const WIDEST_ZONES = 26 * 3_600_000;

/** Whether the list has what was made; `before` are the archives that were known. Of snapshots only the numbers are known. */
function isInList(provider: Provider, before: readonly Archive[] | undefined, { target, parts }: Running): boolean {
  const { clan, machine } = target;
  const listing = parts.state.listingOf(clan.root, machine.name, provider);
  if (provider !== "borgbackup" || before === undefined || listing === undefined || listing.problem !== undefined)
    return true;
  const known = new Set(before.map(({ name }) => name));
  const added = listing.archives.filter(({ name, isFailed }) => !isFailed && !known.has(name));
  const without = machine.destinations.filter(({ name }) => !added.some(({ place }) => place === name));
  for (const { name } of without)
    parts.ui.problem(`The job of ${machine.name} ended well, but the list has no new backup at ${name}.`);
  const off = added.find(({ time }) => time !== undefined && Math.abs(Date.now() - time) > WIDEST_ZONES)?.time;
  if (off !== undefined)
    parts.ui.problem(
      `The clock of ${machine.name} is wrong: its new backup is dated ${new Date(off).toLocaleString()}.`,
      {},
      `clock ${clan.root} ${machine.name}`,
    );
  return without.length === 0;
}

function retry(target: Target, provider: Provider, parts: CommandParts): () => unknown {
  return () => createCommand({ ...nameOf(target), provider }, parts);
}

function nameOf({ clan, machine }: Target) {
  return { clan: clan.root, machine: machine.name, provider: undefined };
}
