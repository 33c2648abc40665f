/** Choose Backup Disk and Add Borg Destination: ask what is needed and write the configuration. */
import type { AdditionParams } from "../../server/protocol.ts";
import { type Disk, LSBLK, readDisks } from "../clan/disks.ts";
import { ask } from "../clan/remote.ts";
import { type CommandParts, type Given, machineOf, type Target } from "./parts.ts";

/** Adds a disk to the backups of a machine: the file system and the target. */
export async function diskCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "Choose Backup Disk");
  if (target === undefined) return;
  const disk = await pickDisk(target, parts);
  if (disk === undefined) return;
  const { clan, machine } = target;
  const taken = machine.targets.map((one) => one.name);
  const name = await askName("Name of the backup target", nameFrom(disk.label), taken, parts);
  if (name === undefined) return;
  const mountpoint = await parts.ui.ask({
    title: "Where the disk is mounted for a backup",
    value: `/mnt/${name}`,
    check: (text) => (/^\/[^\s"]*[^\s"/]$/.test(text) ? undefined : "Write the path of a folder, such as /mnt/backup."),
  });
  if (mountpoint === undefined) return;
  const { uuid, fsType } = disk;
  const params = { kind: "disk", clan: clan.root, machine: machine.name, name, mountpoint, uuid, fsType } as const;
  if (await add(params, parts))
    parts.ui.tell(`Save the files, then update ${machine.name}: the disk is used after that.`);
}

/** Part of a disk's label that can name a target. */
function nameFrom(label: string | undefined): string {
  return (
    (label ?? "").replaceAll(/[^a-zA-Z0-9._-]+/g, "-").replaceAll(/^[^a-zA-Z0-9]+|[^a-zA-Z0-9]+$/g, "") || "backup"
  );
}

async function pickDisk({ clan, machine }: Target, { runner, ui }: CommandParts): Promise<Disk | undefined> {
  const { targetHost } = machine;
  const here = { label: "This computer", description: "the disk is plugged in here", host: undefined };
  const there = targetHost === null ? [] : [{ label: machine.name, description: targetHost, host: targetHost }];
  const where =
    there.length === 0 ? here : await ui.pick([...there, here], "Choose Backup Disk", "Where is the disk plugged in?");
  if (where === undefined) return undefined;
  const [program, ...words] = LSBLK;
  const result =
    where.host === undefined
      ? await runner.run({ program, arguments: words }, [], { folder: clan.root, limit: 10_000 })
      : await ask(LSBLK, runner.remote(where.host, clan.root));
  const disks = result?.ended === "exited" ? readDisks(result.stdout) : undefined;
  if (disks === undefined) {
    const why = where.host === undefined ? "lsblk is missing here." : "It does not answer over ssh without a question.";
    ui.problem(`The disks of ${where.label} could not be listed. ${why}`);
    return undefined;
  }
  if (disks.length === 0) {
    ui.tell(`${where.label} has no disk with a file system. Plug it in, or make a file system on it first.`);
    return undefined;
  }
  const removableFirst = disks.toSorted((a, b) => Number(b.isRemovable) - Number(a.isRemovable));
  const items = removableFirst.map((disk) => ({
    label: disk.label ?? disk.path,
    description: [disk.isRemovable ? "removable" : "", disk.size, disk.fsType, disk.model ?? "", disk.mountpoint ?? ""]
      .filter((part) => part !== "")
      .join(" · "),
    detail: disk.uuid,
    disk,
  }));
  return (await ui.pick(items, "Choose Backup Disk", "Disk"))?.disk;
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
      description:
        repositories.length > 0
          ? `keeps ${repositories.length} ${repositories.length === 1 ? "repository" : "repositories"}`
          : "",
      server: name,
    }));
  const picked = await parts.ui.pick(
    [...servers, elsewhere],
    `Where should ${machine.name} be backed up to?`,
    "Server",
  );
  if (picked === undefined) return;
  const { server } = picked;
  const repo = server === undefined ? await askRepository(parts) : undefined;
  if (server === undefined && repo === undefined) return;
  const taken = machine.destinations.map((one) => one.name);
  const name = await askName("Name of the destination", server ?? "backup", taken, parts);
  if (name === undefined) return;
  const params = { kind: "destination", clan: clan.root, machine: machine.name, name, server, repo } as const;
  if (!(await add(params, parts))) return;
  const both = server === undefined ? machine.name : `${server} and then ${machine.name}`;
  parts.ui.tell(`Save the files. Then generate the keys of ${machine.name}, and update ${both}.`);
}

function askRepository({ ui }: CommandParts): Promise<string | undefined> {
  return ui.ask({
    title: "The borg repository",
    placeHolder: "user@host:path",
    check: (text) =>
      /^(?:ssh:\/\/)?\S+[:/]\S+$/.test(text) ? undefined : "Write it like user@host:path or ssh://user@host/path.",
  });
}

function askName(
  title: string,
  value: string,
  taken: readonly string[],
  { ui }: CommandParts,
): Promise<string | undefined> {
  return ui.ask({
    title,
    value,
    check: (text) => {
      if (!/^[a-zA-Z0-9_][a-zA-Z0-9._-]*$/.test(text))
        return "A name has letters, digits, dots, hyphens and underscores only.";
      return taken.includes(text) ? `${text} is taken already.` : undefined;
    },
  });
}

/** Asks the server for the edits and shows them in the files; returns whether there were any. */
async function add(params: AdditionParams, { server, ui }: CommandParts): Promise<boolean> {
  const result = await server.addition(params);
  if (result === undefined) ui.problem("The language server does not answer, so nothing was written.");
  else if (!result.ok) ui.problem(result.reason);
  else await ui.apply(result.edit);
  return result?.ok === true;
}
