/** Restore Backup: picks an archive and a state, says what will be overwritten, and asks for a typed confirmation. */
import type { OverviewMachine } from "../../server/protocol.ts";
import type { Archive } from "../clan/archives.ts";
import { type CliOptions, restoreBackup } from "../clan/clanCli.ts";
import type { Report } from "../ui.ts";
import { type Provider, relativeTime } from "../views/health.ts";
import { tellProblem } from "./fixes.ts";
import { listMachine, listOne } from "./list.ts";
import { type CommandParts, type Given, hasBackups, machineOf, programOf, providersFor, type Target } from "./parts.ts";

/** An archive with the provider that lists it: its name does not tell. */
interface Chosen {
  readonly archive: Archive;
  readonly provider: Provider;
}

type State = OverviewMachine["states"][number];

/** Restores from a backup of a machine; `given` may be the archive's node. */
export async function restoreCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "Restore Backup", hasBackups);
  if (target === undefined) return;
  const chosen =
    given !== undefined && "kind" in given && given.kind === "archive"
      ? given
      : await pickArchive(given, target, parts);
  if (chosen === undefined) return;
  const states = await pickStates(target, parts);
  if (states === undefined || !(await confirm(target, chosen.archive, states, parts))) return;
  const { clan, machine } = target;
  const what = states.map(({ name }) => name).join(", ");
  const outcome = await parts.state.jobs.run(
    { clan: clan.root, machine: machine.name, action: "restore", what },
    ({ controller }) =>
      parts.ui.progress(`Restoring ${what} on ${machine.name}`, async (report, cancelled) => {
        const program = await programOf(target, parts);
        if (program === undefined) return;
        const signal = AbortSignal.any([controller.signal, cancelled]);
        await restore(target, chosen, states, {
          parts,
          report,
          options: parts.runner.options(program, clan.root, signal),
        });
      }),
  );
  if (!outcome.ok) {
    const doing = outcome.busy.action === "create" ? "backup" : "restore";
    parts.ui.tell(`${machine.name} is busy: wait until its ${doing} has ended.`);
  }
}

interface Running {
  readonly parts: CommandParts;
  readonly report: Report;
  readonly options: CliOptions;
}

/** One state after the other, each by its name: a restore of all at once takes a state without folders for the whole backup. */
async function restore(
  target: Target,
  { archive, provider }: Chosen,
  states: readonly State[],
  running: Running,
): Promise<void> {
  const { parts, report, options } = running;
  const { machine } = target;
  const name = archive.snapshot === undefined ? archive.name : await nameNow(target, archive, running);
  if (name === undefined) return;
  const done: string[] = [];
  for (const { name: state } of states) {
    report(state, 100 / states.length);
    const outcome = await restoreBackup({ machine: machine.name, provider, archive: name, state }, options);
    if (outcome.ok) done.push(state);
    else if (outcome.problem.kind === "cancelled") {
      parts.ui.problem(
        `The restore of ${state} on ${machine.name} was cancelled: its folders may be half old and half restored. Restore it again.`,
      );
      break;
    } else tellProblem(outcome.problem, `${state} was not restored on ${machine.name}`, target, parts);
  }
  if (done.length > 0)
    parts.ui.tell(`${done.join(", ")} ${done.length === 1 ? "is" : "are"} restored on ${machine.name}.`);
}

/**
 * The name that a snapshot has now: snapshot.0 is another one after every backup. Where the times of snapshots are known they tell which is
 * meant, else it is enough that the list is the same. `undefined` where that is not certain, which is told.
 */
async function nameNow(target: Target, archive: Archive, { parts, options }: Running): Promise<string | undefined> {
  const { clan, machine } = target;
  const before = parts.state.listingOf(clan.root, machine.name, "localbackup");
  const { listing, problem } = await listOne(target, "localbackup", options, parts);
  if (options.signal?.aborted === true) return undefined;
  parts.state.keepListing(clan.root, machine.name, "localbackup", listing);
  if (problem !== undefined) {
    tellProblem(problem, `Nothing was restored on ${machine.name}`, target, parts);
    return undefined;
  }
  const own = listing.archives.filter(({ place }) => place === archive.place);
  if (archive.time !== undefined && own.every(({ time }) => time !== undefined)) {
    const [same, ...others] = own.filter(({ time }) => time === archive.time);
    if (same !== undefined && others.length === 0) return same.name;
  } else {
    const names = (archives: readonly Archive[]) => archives.map(({ name }) => name).join("\n");
    const known = before?.archives.filter(({ place }) => place === archive.place);
    if (archive.time === undefined && known !== undefined && names(known) === names(own)) return archive.name;
  }
  parts.ui.problem(
    "The snapshots are not those that were shown, so their numbers mean others now. Nothing was restored: pick again.",
  );
  return undefined;
}

/** The backups that are known, or that are listed now; those that failed are left out. */
async function pickArchive(given: Given, target: Target, parts: CommandParts): Promise<Chosen | undefined> {
  const { clan, machine } = target;
  const providers = providersFor(given, machine);
  const isKnown = providers.some((provider) => parts.state.listingOf(clan.root, machine.name, provider) !== undefined);
  if (!isKnown) await listFirst(target, providers, parts);
  const now = Date.now();
  const place = given !== undefined && "kind" in given && given.kind === "place" ? given.name : undefined;
  const items = providers.flatMap((provider) =>
    (parts.state.listingOf(clan.root, machine.name, provider)?.archives ?? [])
      .filter((archive) => !archive.isFailed && (place === undefined || archive.place === place))
      .map((archive) => ({
        label: labelOf(archive, now),
        description: archive.place,
        detail: archive.name,
        archive,
        provider,
      })),
  );
  if (items.length === 0) {
    parts.ui.tell(`No backup of ${machine.name} is known that could be restored.`);
    return undefined;
  }
  return parts.ui.pick(items, `Restore on ${machine.name}`, "Backup");
}

async function listFirst(target: Target, providers: readonly Provider[], parts: CommandParts): Promise<void> {
  const program = await programOf(target, parts);
  if (program === undefined) return;
  const { name } = target.machine;
  const problems = await parts.ui.progress(`Listing the backups of ${name}`, (report, signal) =>
    listMachine(target, providers, program, parts, signal, (provider) => report(provider)),
  );
  for (const problem of problems) tellProblem(problem, `The backups of ${name} were not listed`, target, parts);
}

function labelOf({ time, snapshot, name }: Archive, now: number): string {
  const number = snapshot === undefined ? undefined : `snapshot.${snapshot}`;
  if (time === undefined) return number ?? name.slice(name.lastIndexOf("::") + 2);
  return number === undefined ? relativeTime(time, now) : `${relativeTime(time, now)} (${number})`;
}

/** One state, or all of them where each says what it is: catalogue T13. */
async function pickStates({ machine }: Target, { ui }: CommandParts): Promise<readonly State[] | undefined> {
  const states = machine.states.filter(({ folders }) => folders.length > 0);
  const empty = machine.states.filter(({ folders }) => folders.length === 0).map(({ name }) => name);
  const danger = `${empty.join(", ")} ${empty.length === 1 ? "has" : "have"} no folders, and a restore without folders writes the whole backup over the root folder.`;
  if (states.length === 0) {
    ui.problem(
      empty.length === 0
        ? `${machine.name} has no state that is known here.`
        : `Nothing can be restored on ${machine.name}: ${danger}`,
    );
    return undefined;
  }
  const items = states.map((state) => ({
    label: state.name,
    description: state.folders.map((folder) => folder ?? "…").join(", "),
    states: [state],
  }));
  const all = {
    label: "Everything",
    description:
      empty.length === 0 ? `${states.length} states, one after the other` : "not possible: a state has no folders",
    states,
  };
  const picked = await ui.pick(
    machine.states.length === 1 ? items : [...items, all],
    `Restore on ${machine.name}`,
    "State",
  );
  if (picked === all && empty.length > 0) {
    ui.problem(`Everything at once cannot be restored on ${machine.name}: ${danger} Restore the others one by one.`);
    return undefined;
  }
  return picked?.states;
}

/** The name of the machine, typed: what is there will be overwritten. */
async function confirm(
  { machine }: Target,
  archive: Archive,
  states: readonly State[],
  { ui }: CommandParts,
): Promise<boolean> {
  const folders = states.flatMap((state) =>
    state.folders.map((folder) => folder ?? `folders of ${state.name} that are not known here`),
  );
  const now = Date.now();
  const age = archive.time === undefined ? "" : `, made ${relativeTime(archive.time, now)}`;
  const answer = await ui.ask({
    title: `Overwrite files on ${machine.name}?`,
    prompt: `On ${machine.name}, ${folders.join(", ")} will be overwritten with ${archive.name}${age}. Type ${machine.name} to go on.`,
    placeHolder: machine.name,
    stays: true,
    check: (text) => (text === machine.name ? undefined : `Type ${machine.name} to go on.`),
  });
  return answer === machine.name;
}
