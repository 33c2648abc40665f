/** Restore Backup: picks an archive and a state, says what will be overwritten, and asks for a typed confirmation. */
import { ProgressLocation, window } from "vscode";
import type { Archive } from "../clan/archives.ts";
import { listBackups, restoreBackup } from "../clan/clanCli.ts";
import { providersOf, relativeTime } from "../views/health.ts";
import { type CommandParts, type Given, hasBackups, machineOf, pick, type Target } from "./parts.ts";

/** Restores from a backup of a machine; `given` may be the archive's node. */
export async function restoreCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "Restore Backup", hasBackups);
  if (target === undefined) return;
  const shown = given !== undefined && "kind" in given && given.kind === "archive" ? given.archive : undefined;
  const archive = shown ?? (await pickArchive(target, parts));
  if (archive === undefined) return;
  const state = await pickState(target, parts);
  if (state === undefined || !(await confirm(target, archive, state.name))) return;
  const { clan, machine } = target;
  const outcome = await parts.state.jobs.run(
    { clan: clan.root, machine: machine.name, action: "restore", what: state.name ?? "" },
    ({ controller }) =>
      Promise.resolve(
        window.withProgress(
          {
            location: ProgressLocation.Notification,
            title: `Restoring ${state.name ?? "everything"} on ${machine.name}`,
            cancellable: true,
          },
          (_, token) => {
            token.onCancellationRequested(() => controller.abort());
            return restore(target, archive, state.name, parts, controller.signal);
          },
        ),
      ),
  );
  if (!outcome.ok)
    void window.showInformationMessage(`${machine.name} is busy: wait until its ${outcome.busy.action} has ended.`);
}

async function restore(
  { clan, machine }: Target,
  archive: Archive,
  state: string | undefined,
  parts: CommandParts,
  signal: AbortSignal,
): Promise<void> {
  const found = await parts.runner.program(clan.root);
  if (!found.ok) return parts.notices.problem(found.reason);
  const options = parts.runner.options(found.program, clan.root, signal);
  const provider = archive.provider;
  if (archive.snapshot !== undefined) {
    // snapshot.0 is another backup after every new one.
    const before = parts.state.listingOf(clan.root, machine.name, "localbackup");
    const now = await listBackups(machine.name, provider, options);
    if (!now.ok) return parts.notices.problem(`${machine.name}: ${now.problem.message}`);
    await parts.state.keepListing(clan.root, machine.name, "localbackup", { at: Date.now(), archives: now.value });
    if (
      before === undefined ||
      before.archives.map(({ name }) => name).join() !== now.value.map(({ name }) => name).join()
    )
      return parts.notices.problem(
        "There are new snapshots, so the numbers mean others now. Nothing was restored: pick again.",
      );
  }
  const outcome = await restoreBackup({ machine: machine.name, provider, archive: archive.name, state }, options);
  if (outcome.ok) parts.notices.good(`${state ?? "Everything"} is restored on ${machine.name}.`);
  else
    void parts.notices.problem(
      `${state ?? "Nothing"} could not be restored on ${machine.name}: ${outcome.problem.message}`,
    );
}

async function pickArchive({ clan, machine }: Target, { state }: CommandParts): Promise<Archive | undefined> {
  const now = Date.now();
  const archives = providersOf(machine).flatMap(
    (provider) => state.listingOf(clan.root, machine.name, provider)?.archives ?? [],
  );
  const items = archives
    .filter(({ isFailed }) => !isFailed)
    .map((archive) => ({
      label: archive.time === undefined ? `snapshot.${archive.snapshot ?? ""}` : relativeTime(archive.time, now),
      description: archive.place,
      detail: archive.name,
      archive,
    }));
  if (items.length === 0) {
    void window.showInformationMessage(`No backup of ${machine.name} is known. List its backups first.`);
    return undefined;
  }
  return (await pick(items, `Restore on ${machine.name}`, "Backup"))?.archive;
}

/** One state, or all of them where that is safe. */
async function pickState(
  { machine }: Target,
  { notices }: CommandParts,
): Promise<{ readonly name: string | undefined } | undefined> {
  const states = machine.states.filter(({ folders }) => folders.length > 0);
  const empty = machine.states.filter(({ folders }) => folders.length === 0);
  const items = states.map(({ name, folders }) => ({
    label: name,
    description: folders.map((folder) => folder ?? "…").join(", "),
    state: { name },
  }));
  const all = { label: "Everything", description: `${states.length} states`, state: { name: undefined } };
  const picked = await pick(empty.length === 0 ? [...items, all] : items, `Restore on ${machine.name}`, "State");
  if (picked === undefined && items.length === 0)
    void notices.problem(
      `${machine.name} has no state with folders, and a restore without folders would write the whole backup over the root folder.`,
    );
  return picked?.state;
}

/** The name of the machine, typed: what is there will be overwritten. */
async function confirm({ machine }: Target, archive: Archive, state: string | undefined): Promise<boolean> {
  const folders = machine.states
    .filter(({ name }) => state === undefined || name === state)
    .flatMap((found) => found.folders.map((folder) => folder ?? "folders that are not known"));
  const answer = await window.showInputBox({
    title: `Overwrite files on ${machine.name}?`,
    prompt: `${folders.join(", ")} will be overwritten with ${archive.name}. Type ${machine.name} to go on.`,
    placeHolder: machine.name,
    ignoreFocusOut: true,
    validateInput: (text) => (text === "" || text === machine.name ? undefined : `Type ${machine.name} to go on.`),
  });
  return answer === machine.name;
}
