/** What things of a clan are, said in Markdown: as much as a glance takes in. */
import { type BorgLocation, parseBorgLocation } from "../clan/borgRepo.ts";
import type { Calendar } from "../clan/calendar/model.ts";
import { normalForm } from "../clan/calendar/normalForm.ts";
import { classifyKeyText, type PublicKey } from "../clan/sshKey.ts";
import { isKnown } from "../clan/topology/facts.ts";
import { keysIn } from "../clan/topology/keys.ts";
import { type Connection, connectionsOf } from "../clan/topology/match.ts";
import type { ClanModel, MachineModel } from "../clan/topology/model.ts";
import { fileSystemOf } from "../clan/topology/mounts.ts";
import { baseNameOf, directoryOf, normalise } from "../nix/paths.ts";
import type { KnownBackups } from "../protocol.ts";
import { localTime, nextRuns } from "./calendarText.ts";
import { type FeatureContext, machinesOf } from "./context.ts";
import type { Entity } from "./entities.ts";

/** Text in a code span, whatever it holds. */
export function code(text: string): string {
  const fence = text.includes("`") ? "``" : "`";
  const line = text.replaceAll(/[\r\n]+/g, " ");
  return fence === "`" ? `\`${line}\`` : `\`\` ${line} \`\``;
}

/** What `entity` is; `undefined` where the option says enough. */
export function entityText({ kind, clan, machine, name }: Entity): string | undefined {
  if (kind === "machine") {
    const found = clan.machines.get(name);
    return found && machineText(clan, found);
  }
  if (kind === "tag") {
    const members = [...clan.tags].flatMap(([member, tags]) => (tags.includes(name) ? [member] : []));
    return `**Tag ${name}**\n\n${listOf(members)}`;
  }
  if (machine === undefined) return undefined;
  switch (kind) {
    case "destination":
      return destinationText(clan, machine, name);
    case "target":
      return targetText(machine, name);
    case "state":
      return stateText(clan, machine, name);
    case "repository":
      return repositoryText(clan, machine, name);
    default:
      return undefined;
  }
}

/** What a client has said of the backups that a machine of a clan has; `undefined` where it has said nothing. */
export type BackupsOf = (clan: string, machine: string) => KnownBackups | undefined;

/** What the editor last heard of a machine's backups. */
export function backupsText(
  { kind, clan, name }: Entity,
  { zone }: FeatureContext,
  backupsOf: BackupsOf | undefined,
): string | undefined {
  const known = kind === "machine" ? backupsOf?.(clan.root, name) : undefined;
  if (known === undefined) return undefined;
  const asked = `as ${code(name)} said on ${localTime(known.askedAt, zone)}`;
  return known.newest === null ? `No backup, ${asked}` : `Last backup: ${localTime(known.newest, zone)}, ${asked}`;
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 12).map(code).join(", ");
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}

/** A machine: what it saves, where to, what it keeps for others. */
export function machineText(clan: ClanModel, machine: MachineModel): string {
  const { states, localBackup, repositories, targetHost, name } = machine;
  const folders = states.items.flatMap(({ folders: group }) => group.items.filter(isKnown).map(({ value }) => value));
  const rows: string[] = [];
  if (isKnown(targetHost) && targetHost.value !== null) rows.push(`Target host: ${code(targetHost.value)}`);
  if (folders.length > 0) rows.push(`Saves ${listOf([...new Set(folders)])}`);
  for (const connection of connectionsOf(clan))
    if (connection.client === machine) rows.push(`To borg: ${connectionText(connection)}`);
  for (const { key, directory } of localBackup.targets.items)
    rows.push(`To disk ${code(key)}${isKnown(directory) ? `, in ${code(directory.value)}` : ""}`);
  if (repositories.items.length > 0)
    rows.push(`Keeps repositories of ${listOf(repositories.items.map(({ key }) => key))}`);
  if (rows.length === 0) rows.push(machine.complete ? "Nothing of it is backed up." : "No backup of it is known.");
  return `**Machine ${name ?? ""}**\n\n${rows.map((row) => `- ${row}`).join("\n")}`;
}

function connectionText({ destination, server, match }: Connection): string {
  const key = { accepted: "key accepted", outdated: "with an old key", refused: "key refused", unknown: "" }[
    match.kind
  ];
  const place = server.kind === "machine" ? `machine ${code(server.machine.name ?? "")}` : SERVERS[server.kind];
  return [code(destination.key), place, key].filter((part) => part !== "").join(", ");
}

const SERVERS = { local: "on the machine itself", external: "outside of this clan", unknown: "" } as const;

function destinationText(clan: ClanModel, machine: MachineModel, name: string): string | undefined {
  const connection = connectionsOf(clan).find(
    ({ client, destination }) => client === machine && destination.key === name,
  );
  if (connection === undefined) return undefined;
  const { destination } = connection;
  const rows = [`From machine ${code(machine.name ?? "")}`, `To ${connectionText(connection)}`];
  if (isKnown(destination.repo)) rows.push(`Repository ${code(destination.repo.value)}`);
  if (isKnown(destination.startAt)) rows.push(`Runs at ${code(destination.startAt.value)}`);
  if (connection.match.kind === "accepted") rows.push(`Kept as ${code(connection.match.repository.key)}`);
  return `**Destination ${name}**\n\n${rows.map((row) => `- ${row}`).join("\n")}`;
}

function targetText(machine: MachineModel, name: string): string | undefined {
  const target = machine.localBackup.targets.items.find(({ key }) => key === name);
  if (target === undefined) return undefined;
  const rows = [`Of machine ${code(machine.name ?? "")}`];
  if (isKnown(target.directory)) rows.push(`Snapshots in ${code(target.directory.value)}`);
  if (isKnown(target.mountpoint) && target.mountpoint.value !== null) {
    const disk = fileSystemOf(machine, target.mountpoint.value);
    const device = disk !== undefined && isKnown(disk.device) ? disk.device.value : undefined;
    rows.push(`Mounts ${code(target.mountpoint.value)}${device == null ? "" : `, the disk ${code(device)}`}`);
  }
  return `**Target ${name}**\n\n${rows.map((row) => `- ${row}`).join("\n")}`;
}

function stateText(clan: ClanModel, machine: MachineModel, name: string): string | undefined {
  const state = machine.states.items.find((item) => item.name === name);
  if (state === undefined) return undefined;
  const folders = state.folders.items.filter(isKnown).map(({ value }) => value);
  const rows = [`Of machine ${code(machine.name ?? "")}`];
  rows.push(folders.length === 0 ? "No folders" : `Folders ${listOf(folders)}`);
  for (const { option } of state.hooks) rows.push(`Has ${code(option)}`);
  rows.push(...whereTo(clan, machine).map((place) => `Goes to ${place}`));
  return `**State ${name}**\n\n${rows.map((row) => `- ${row}`).join("\n")}`;
}

function whereTo(clan: ClanModel, machine: MachineModel): readonly string[] {
  const borg = connectionsOf(clan).filter(({ client }) => client === machine);
  return [...borg.map(connectionText), ...machine.localBackup.targets.items.map(({ key }) => `disk ${code(key)}`)];
}

function repositoryText(clan: ClanModel, machine: MachineModel, name: string): string | undefined {
  const repository = machine.repositories.items.find(({ key }) => key === name);
  if (repository === undefined) return undefined;
  const rows = [`On machine ${code(machine.name ?? "")}`];
  if (isKnown(repository.path)) rows.push(`In ${code(repository.path.value)}`);
  for (const key of repository.keys.items)
    for (const found of keysIn(key.value && classifyKeyText(key.value.text))) rows.push(keyRow(found));
  for (const { client, match } of connectionsOf(clan))
    if (match.kind === "accepted" && match.repository === repository) rows.push(`Used by ${code(client.name ?? "")}`);
  return `**Repository ${name}**\n\n${rows.map((row) => `- ${row}`).join("\n")}`;
}

function keyRow(key: PublicKey): string {
  const comment = key.comment === "" ? "" : ` (${key.comment})`;
  return `Key ${key.type} ${code(key.fingerprint)}${comment}`;
}

/** How borg reads a repository's location (borg 1.2, helpers/parseformat.py). */
export function locationText(text: string, entities: readonly Entity[]): string | undefined {
  const location = parseBorgLocation(text);
  if (location.kind !== "location") return undefined;
  const machine = entities.find(({ kind }) => kind === "machine");
  return `**Borg repository**\n\n${locationRows(location, machine?.name)}`;
}

function locationRows(location: BorgLocation, machine: string | undefined): string {
  const { host, user, port, path } = location;
  if (host === undefined) return `- In the folder ${code(path)} of this machine`;
  const rows = [`- Host ${code(host)}${machine === undefined ? "" : ", a machine of this clan"}`];
  rows.push(`- User ${user === undefined ? "of whoever runs it" : code(user)}`);
  if (port !== undefined) rows.push(`- Port ${port}`);
  rows.push(
    path.startsWith("/") ? `- Path ${code(path)}` : `- Path ${code(path)}, in the folder that the server allows`,
  );
  return rows.join("\n");
}

/** The next three runs of `calendar`. */
export function calendarText(calendar: Calendar, { now, zone }: FeatureContext): string {
  const runs = nextRuns(calendar, now, zone, 3);
  const rows = runs.length === 0 ? ["- never"] : runs.map((run) => `- ${run}`);
  const where = calendar.zone === undefined ? `, if the machine is in ${zone}` : "";
  return `**Calendar** ${code(normalForm(calendar))}\n\nNext runs${where}:\n\n${rows.join("\n")}`;
}

/** Which destinations get a folder of a state. */
export function stateFolderText(folder: string, context: FeatureContext): string | undefined {
  const rows = context.clans.flatMap((clan) =>
    machinesOf({ clans: [clan], path: context.path }).flatMap((machine) => {
      const places = whereTo(clan, machine);
      return places.length === 0
        ? [`${code(machine.name ?? "")} sends it nowhere`]
        : places.map((place) => `${code(machine.name ?? "")} → ${place}`);
    }),
  );
  if (rows.length === 0) return undefined;
  return `**Folder ${code(folder)}**\n\n${[...new Set(rows)]
    .slice(0, 12)
    .map((row) => `- ${row}`)
    .join("\n")}`;
}

/** A public key, or the file that holds one: its type, its fingerprint and whose it is. */
export function keyFileText(text: string, context: FeatureContext): string | undefined {
  if (/^(?:ssh-|ecdsa-|sk-)/.test(text)) return keyText(text, context);
  const [clan] = context.clans;
  return clan === undefined || !text.startsWith("/") ? undefined : fileText(`${clan.root}${text}`, context);
}

/** What a file is to a backup: a public key. Private ones are only named as such. */
export function fileText(path: string, context: FeatureContext): string | undefined {
  const file = normalise(path);
  if (!file.endsWith(".pub") && !(baseNameOf(file) === "value" && baseNameOf(directoryOf(file)).endsWith(".pub")))
    return undefined;
  const read = context.files.readText(file);
  if (!("text" in read))
    return context.files.kindOf(file) === "missing" ? "**Public key**\n\n- The file is not there" : undefined;
  return keyText(read.text, context);
}

function keyText(text: string, { clans }: FeatureContext): string | undefined {
  const content = classifyKeyText(text);
  if (content.kind === "private-key") return "**Private key**\n\n- It does not belong here: write the public one.";
  const rows = keysIn(content).map((key) => {
    const owner = clans
      .flatMap((clan) => [...clan.machines.values()])
      .find(({ publicKeys }) =>
        publicKeys.some((own) => keysIn(own.content).some((one) => one.fingerprint === key.fingerprint)),
      );
    return `${keyRow(key)}${owner?.name === undefined ? "" : `, of machine ${code(owner.name)}`}`;
  });
  return rows.length === 0 ? undefined : `**Public key**\n\n${rows.map((row) => `- ${row}`).join("\n")}`;
}
