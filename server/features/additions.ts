/** The edits that add a disk or a destination to a machine: complete, and in the files where such things stand already. */
import { isKnown } from "../clan/topology/facts.ts";
import type { ClanModel, MachineModel } from "../clan/topology/model.ts";
import type { TextEdit } from "../finding.ts";
import type { AttrsExpr } from "../nix/expr.ts";
import { optionName } from "../nix/options/optionName.ts";
import type { AdditionParams } from "../protocol.ts";
import { addToSet, quoted } from "../rules/fixes.ts";
import { readFileText } from "../rules/keys/keyFixes.ts";
import { moduleBody } from "../rules/written.ts";

export type Addition =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly reason: string };

const refuse = (reason: string): Addition => ({ ok: false, reason });

/** The edits for what is asked, or why there are none. */
export function addition(params: AdditionParams, clans: readonly ClanModel[]): Addition {
  for (const clan of clans) {
    const machine = clan.root === params.clan ? clan.machines.get(params.machine) : undefined;
    if (machine === undefined) continue;
    return params.kind === "disk" ? diskAddition(params, clan, machine) : destinationAddition(params, clan, machine);
  }
  return refuse(`The clan has no machine ${params.machine}.`);
}

/** Whether backups are instances of the inventory in this release: the modules with options of their own are gone. */
function usesInstances(clan: ClanModel): boolean {
  return clan.release.date >= "2025-08-14";
}

function diskAddition(
  params: Extract<AdditionParams, { kind: "disk" }>,
  clan: ClanModel,
  machine: MachineModel,
): Addition {
  const { name, mountpoint, uuid, fsType } = params;
  if (machine.localBackup.targets.items.some(({ key }) => key === name))
    return refuse(`${machine.name} has a target ${name} already.`);
  const body = machineBody(machine);
  if (body === undefined) return refuse(noFile(machine));
  const mounted = machine.fileSystems.items.some(
    ({ mountPoint }) => isKnown(mountPoint) && mountPoint.value === mountpoint,
  );
  const fileSystem = [
    `${optionName(["fileSystems", mountpoint])} = {`,
    `  device = ${quoted(`/dev/disk/by-uuid/${uuid}`)};`,
    `  fsType = ${quoted(fsType)};`,
    '  options = [ "noauto" "nofail" ];',
    "};",
  ].join("\n");
  const target = [
    `  directory = ${quoted(`${mountpoint.replace(/\/$/, "")}/snapshots`)};`,
    `  mountpoint = ${quoted(mountpoint)};`,
    "};",
  ];
  if (!usesInstances(clan)) {
    const own = [`${optionName(["clan", "localbackup", "targets", name])} = {`, ...target].join("\n");
    return together([addToSet(body, mounted ? own : `${fileSystem}\n${own}`)]);
  }
  const path = [
    "inventory",
    "instances",
    "localbackup",
    "roles",
    "default",
    "machines",
    params.machine,
    "settings",
    "targets",
    name,
  ];
  const inventory = [`${optionName(path)} = {`, ...target].join("\n");
  const where = clanBody(clan);
  if (where === undefined) return refuse(NO_CLAN_FILE);
  return together(
    [mounted ? undefined : addToSet(body, fileSystem), addToSet(where, inventory)].slice(mounted ? 1 : 0),
  );
}

const NO_CLAN_FILE =
  "The inventory is not in a clan.nix of its own, so nothing is written there. Add an instance by hand.";

function destinationAddition(
  params: Extract<AdditionParams, { kind: "destination" }>,
  clan: ClanModel,
  machine: MachineModel,
): Addition {
  const { name, server, repo } = params;
  if (machine.destinations.items.some(({ key }) => key === name))
    return refuse(`${machine.name} has a destination ${name} already.`);
  const location = repo ?? `borg@${server}:.`;
  if (usesInstances(clan)) {
    const where = clanBody(clan);
    if (where === undefined) return refuse(NO_CLAN_FILE);
    return together([addToSet(where, instanceText(params, location))]);
  }
  const body = machineBody(machine);
  if (body === undefined) return refuse(noFile(machine));
  const client = addToSet(
    body,
    `${optionName(["clan", "borgbackup", "destinations", name])}.repo = ${quoted(location)};`,
  );
  if (server === undefined) return together([client]);
  const host = clan.machines.get(server);
  const hostBody = host && machineBody(host);
  if (host === undefined || hostBody === undefined)
    return refuse(`${server} has no file of its own where a repository could be written.`);
  return together([client, repositoryEdit(machine, hostBody)]);
}

/** The client's role, with the server's or with a repository elsewhere. */
function instanceText(
  { machine, name, server }: Extract<AdditionParams, { kind: "destination" }>,
  repo: string,
): string {
  const roles = ["inventory", "instances", "borgbackup", "roles"];
  if (server === undefined)
    return `${optionName([...roles, "client", "machines", machine, "settings", "destinations", name])}.repo = ${quoted(repo)};`;
  return [
    `${optionName([...roles, "client", "machines", machine])} = { };`,
    `${optionName([...roles, "server", "machines", server])} = { };`,
  ].join("\n");
}

/** The server's side: the repository with the key that Clan generated, or will. */
function repositoryEdit(client: MachineModel, body: AttrsExpr): TextEdit | undefined {
  const key = client.publicKeys.find(({ current }) => current)?.path;
  const read = key === undefined ? undefined : readFileText(body, key);
  if (read === undefined || client.name === undefined) return undefined;
  return addToSet(
    body,
    [
      `${optionName(["services", "borgbackup", "repos", client.name])} = {`,
      `  path = ${quoted(`/var/lib/borgbackup/${client.name}`)};`,
      `  authorizedKeys = [ (${read}) ];`,
      "};",
    ].join("\n"),
  );
}

function together(edits: readonly (TextEdit | undefined)[]): Addition {
  const known = edits.filter((edit) => edit !== undefined);
  return known.length === edits.length
    ? { ok: true, edits: known }
    : refuse("The file has a form that is not changed here: write it by hand.");
}

function noFile({ name }: MachineModel): string {
  return `${name ?? "The machine"} has no file of its own that could be changed.`;
}

/** The set of definitions in the machine's own file, or else in one of a backup of it. */
function machineBody(machine: MachineModel): AttrsExpr | undefined {
  const { root, name, config, destinations, localBackup } = machine;
  const files = [
    `${root}/machines/${name}/configuration.nix`,
    ...destinations.items.map(({ at }) => at?.chunk.source.path),
    ...localBackup.targets.items.map(({ at }) => at?.chunk.source.path),
    ...config.files.filter((file) => file.startsWith(`${root}/machines/${name}/`)),
    ...config.files.filter((file) => file === `${root}/${name}.nix`),
  ];
  for (const file of files) {
    const body = file !== undefined && config.files.includes(file) ? moduleBody(machine, file) : undefined;
    if (body !== undefined) return body;
  }
  return undefined;
}

/** The set in the clan's `clan.nix`. */
function clanBody({ root, options, machines }: ClanModel): AttrsExpr | undefined {
  const file = `${root}/clan.nix`;
  const [machine] = machines.values();
  return machine !== undefined && options.files.includes(file) ? moduleBody(machine, file) : undefined;
}
