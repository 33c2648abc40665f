/** `textDocument/definition`: where what the cursor is on is declared, or what it leads to. */
import { isKnown } from "../clan/topology/facts.ts";
import { connectionsOf } from "../clan/topology/match.ts";
import type { ClanModel, MachineModel } from "../clan/topology/model.ts";
import { fileSystemOf } from "../clan/topology/mounts.ts";
import type { Place } from "../nix/expr.ts";
import type { FeatureContext } from "./context.ts";
import { type Entity, occurrencesOf } from "./entities.ts";
import { distinct, type Spot, spotOf, startOf } from "./places.ts";
import { type Subject, subjectAt } from "./subject.ts";
import { variableAt } from "./variables.ts";

/** The places that `offset` leads to, in all files; none where that is not known. */
export function definitions(context: FeatureContext, offset: number): readonly Spot[] {
  const subject = subjectAt(context, offset);
  const found = subject === undefined ? [] : distinct(ofSubject(subject, context));
  return found.length > 0 ? found : bindingsAt(context, offset);
}

function bindingsAt({ path, file }: FeatureContext, offset: number): readonly Spot[] {
  const variable = variableAt(file.root, offset);
  return (variable?.bindings ?? []).map((span) => ({ file: path, text: file.text, ...span }));
}

function ofSubject(subject: Subject, context: FeatureContext): readonly Spot[] {
  const { place, isName, entities, option, machines, file } = subject;
  if (file !== undefined) return fileSpots(file, context);
  if (place.kind === "string" && option?.call === "readFile") return keyFile(subject, context);
  const linked = entities.flatMap((entity) => [...linkedTo(entity), ...occurrencesOf(entity).definitions]);
  if (linked.length > 0) return [...linked, ...entities.flatMap((entity) => machineFolder(entity, context))];
  if (!isName || option?.node.data === undefined || option.tree !== "nixos") return [];
  return machines.flatMap(({ config }) => config.placesOf(...option.path).map(spotOf));
}

/** A file that is there, or the `default.nix` of a folder. */
function fileSpots(path: string, { files }: Pick<FeatureContext, "files">): readonly Spot[] {
  const file = files.kindOf(path) === "directory" ? `${path}/default.nix` : path;
  return files.kindOf(file) === "file" ? [startOf(file)] : [];
}

function keyFile({ text }: Subject, context: FeatureContext): readonly Spot[] {
  return context.clans.flatMap(({ root }) => fileSpots(`${root}${text}`, context));
}

/** A machine's own configuration, which Clan finds by its folder. */
function machineFolder({ kind, clan, name }: Entity, context: FeatureContext): readonly Spot[] {
  return kind === "machine" ? fileSpots(`${clan.root}/machines/${name}/configuration.nix`, context) : [];
}

/** The other end of what leads from one part of a configuration to another. */
export function linkedTo({ kind, clan, machine, name }: Entity): readonly Spot[] {
  if (machine === undefined) return [];
  switch (kind) {
    case "destination":
      return servedBy(clan, machine, name);
    case "repository":
      return usersOf(clan, machine, name);
    case "target":
      return disksOf(machine, name);
    case "file system":
      return machine.localBackup.targets.items.flatMap(({ mountpoint, at }) =>
        isKnown(mountpoint) && mountpoint.value === name ? spots(at) : [],
      );
    default:
      return [];
  }
}

function spots(at: Place | undefined): readonly Spot[] {
  return at === undefined ? [] : [spotOf(at)];
}

function servedBy(clan: ClanModel, machine: MachineModel, name: string): readonly Spot[] {
  return connectionsOf(clan).flatMap(({ client, destination, match }) =>
    client === machine && destination.key === name && (match.kind === "accepted" || match.kind === "outdated")
      ? spots(match.repository.at)
      : [],
  );
}

function usersOf(clan: ClanModel, machine: MachineModel, name: string): readonly Spot[] {
  return connectionsOf(clan).flatMap(({ destination, server, match }) =>
    server.kind === "machine" &&
    server.machine === machine &&
    (match.kind === "accepted" || match.kind === "outdated") &&
    match.repository.key === name
      ? spots(destination.at)
      : [],
  );
}

function disksOf(machine: MachineModel, name: string): readonly Spot[] {
  return machine.localBackup.targets.items.flatMap(({ key, mountpoint }) =>
    key === name && isKnown(mountpoint) && mountpoint.value !== null
      ? spots(fileSystemOf(machine, mountpoint.value)?.at)
      : [],
  );
}
