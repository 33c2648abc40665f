/** Choose Backup Disk and Add Borg Destination: ask what is needed and write the configuration. */
import { Range, Uri, WorkspaceEdit, window, workspace } from "vscode";
import { ADDITION_METHOD, type AdditionParams, type AdditionResult } from "../../server/protocol.ts";
import { run } from "../clan/process.ts";
import { ask, type Disk, LSBLK, readDisks } from "../clan/remote.ts";
import { type CommandParts, type Given, machineOf, pick, type Target } from "./parts.ts";

/** Adds a disk to the backups of a machine: the file system and the target. */
export async function diskCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "Choose Backup Disk");
  if (target === undefined) return;
  const disk = await pickDisk(target, parts);
  if (disk === undefined) return;
  const name = await askName(
    "Name of the backup target",
    disk.label ?? "backup",
    target.machine.targets.map((one) => one.name),
  );
  if (name === undefined) return;
  const mountpoint = await window.showInputBox({
    title: "Where the disk is mounted for a backup",
    value: `/mnt/${name}`,
    validateInput: (text) =>
      /^\/[^\s"]+[^\s"/]$/.test(text) ? undefined : "Write the path of a folder, such as /mnt/backup.",
  });
  if (mountpoint === undefined) return;
  const { clan, machine } = target;
  await add(
    { kind: "disk", clan: clan.root, machine: machine.name, name, mountpoint, uuid: disk.uuid, fsType: disk.fsType },
    parts,
  );
}

async function pickDisk({ clan, machine }: Target, { runner, notices }: CommandParts): Promise<Disk | undefined> {
  const { targetHost } = machine;
  const here = { label: "This computer", description: "the disk is plugged in here", isHere: true };
  const there = { label: machine.name, description: targetHost ?? "", isHere: false };
  const where =
    targetHost === null ? here : await pick([there, here], "Choose Backup Disk", "Where is the disk plugged in?");
  if (where === undefined) return undefined;
  const [program = "", ...words] = LSBLK;
  const result = where.isHere
    ? await run({ program, arguments: words }, [], { folder: clan.root, limit: 10_000 })
    : await ask(LSBLK, { targetHost: targetHost ?? "", folder: clan.root, ssh: runner.ssh });
  const disks = result?.ended === "exited" ? readDisks(result.stdout) : undefined;
  if (disks === undefined || disks.length === 0) {
    void notices.problem(
      disks === undefined
        ? `The disks of ${where.label} could not be listed.`
        : `${where.label} has no disk with a file system.`,
    );
    return undefined;
  }
  const removableFirst = disks.toSorted((a, b) => Number(b.isRemovable) - Number(a.isRemovable));
  const items = removableFirst.map((disk) => ({
    label: disk.label ?? disk.path,
    description: [disk.size, disk.fsType, disk.model ?? "", disk.mountpoint ?? ""]
      .filter((part) => part !== "")
      .join(" · "),
    detail: disk.uuid,
    disk,
  }));
  return (await pick(items, "Choose Backup Disk", "Disk"))?.disk;
}

/** Adds a borg destination: the client's side, and the server's where that is a machine of the clan. */
export async function destinationCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "Add Borg Destination");
  if (target === undefined) return;
  const { clan, machine } = target;
  const elsewhere = { label: "A server elsewhere", description: "you know its repository", server: undefined };
  const servers = clan.machines
    .filter(({ name }) => name !== machine.name)
    .map(({ name, repositories }) => ({
      label: name,
      description: repositories.length > 0 ? `keeps ${repositories.length} repositories` : "",
      server: name,
    }));
  const picked = await pick([...servers, elsewhere], `Where should ${machine.name} be backed up to?`, "Server");
  if (picked === undefined) return;
  const { server } = picked;
  const repo = server === undefined ? await askRepository() : undefined;
  if (server === undefined && repo === undefined) return;
  const name = await askName(
    "Name of the destination",
    server ?? "backup",
    machine.destinations.map((one) => one.name),
  );
  if (name === undefined) return;
  await add({ kind: "destination", clan: clan.root, machine: machine.name, name, server, repo }, parts);
}

function askRepository(): Thenable<string | undefined> {
  return window.showInputBox({
    title: "The borg repository",
    placeHolder: "user@host:path",
    validateInput: (text) =>
      /^(?:ssh:\/\/)?\S+[:/]\S+$/.test(text) ? undefined : "Write it like user@host:path or ssh://user@host/path.",
  });
}

function askName(title: string, value: string, taken: readonly string[]): Thenable<string | undefined> {
  return window.showInputBox({
    title,
    value,
    validateInput: (text) => {
      if (!/^[a-zA-Z0-9_][a-zA-Z0-9._-]*$/.test(text))
        return "A name has letters, digits, dots, hyphens and underscores only.";
      return taken.includes(text) ? `${text} is taken already.` : undefined;
    },
  });
}

/** Asks the server for the edits and shows them in the files; the user saves them. */
async function add(params: AdditionParams, { server, notices }: CommandParts): Promise<void> {
  const result = await server.ask<AdditionResult>(ADDITION_METHOD, params);
  if (result === undefined) return;
  if (!result.ok) return notices.problem(result.reason);
  const edit = new WorkspaceEdit();
  for (const [uri, edits] of Object.entries(result.edit.changes)) {
    const document = await workspace.openTextDocument(Uri.parse(uri, true));
    for (const { range, newText } of edits) {
      const { start, end } = range;
      edit.replace(document.uri, new Range(start.line, start.character, end.line, end.character), newText);
    }
    await window.showTextDocument(document, { preview: false });
  }
  await workspace.applyEdit(edit);
}
