/** `textDocument/rename`: changes exactly what means the same thing, or says why that cannot be known. */
import { optionName } from "../nix/options/optionName.ts";
import { filesAround } from "./configReads.ts";
import type { FeatureContext } from "./context.ts";
import { type Entity, type EntityKind, occurrencesOf } from "./entities.ts";
import { nixString } from "./optionText.ts";
import { distinct, type Spot, textOfSpot } from "./places.ts";
import { sameThing } from "./references.ts";
import { subjectAt } from "./subject.ts";
import { variableAt } from "./variables.ts";

export interface RenameEdit {
  readonly spot: Spot;
  readonly newText: string;
}

export type RenameResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

const refuse = (reason: string) => ({ ok: false, reason }) as const;

/** What of the text would be renamed, or why nothing can be. */
export function prepareRename(context: FeatureContext, offset: number): RenameResult<Spot> {
  const spots = spotsOf(context, offset);
  if (!spots.ok) return spots;
  const here = hereIn(spots.value, context, offset);
  return here === undefined ? refuse(NOT_HERE) : { ok: true, value: here };
}

function hereIn(spots: readonly Spot[], { path }: FeatureContext, offset: number): Spot | undefined {
  return spots.find(({ file, start, end }) => file === path && start <= offset && offset <= end);
}

const NOT_HERE = "Nothing here has a name that can be changed.";

/** The edits that give what is at `offset` the name `newName`, or why there are none. */
export function rename(context: FeatureContext, offset: number, newName: string): RenameResult<readonly RenameEdit[]> {
  const spots = spotsOf(context, offset);
  if (!spots.ok) return spots;
  if (hereIn(spots.value, context, offset) === undefined) return refuse(NOT_HERE);
  const entity = subjectAt(context, offset)?.entities[0];
  const wrong = entity === undefined ? wrongVariable(newName) : wrongName(entity, newName, context);
  if (wrong !== undefined) return refuse(wrong);
  return {
    ok: true,
    value: spots.value.map((spot) => ({ spot, newText: writtenLike(textOfSpot(spot), newName, spot) })),
  };
}

/** A name stays in quotes where it was, and gets them where it needs them. */
function writtenLike(old: string, name: string, { text, start }: Spot): string {
  if (old.startsWith('"')) return nixString(name);
  // Inside of a string: the host of a repository, a part of a path.
  const before = text.slice(Math.max(0, start - 1), start);
  return /[\s{.;(]/.test(before) || before === "" ? optionName([name]) : name;
}

function spotsOf(context: FeatureContext, offset: number): RenameResult<readonly Spot[]> {
  const subject = subjectAt(context, offset);
  const [entity] = subject?.entities ?? [];
  if (subject !== undefined && entity !== undefined) {
    const reason = unsafe(entity, context);
    if (reason !== undefined) return refuse(reason);
    const all = sameThing(subject.entities, context).map(occurrencesOf);
    const spots = distinct(all.flatMap(({ definitions, references }) => [...definitions, ...references]));
    const computed = spots.find((spot) => nameIn(spot) !== entity.name);
    if (computed !== undefined) return refuse(`The name is computed in ${computed.file}: change it there.`);
    return spots.length === 0 ? refuse(NOT_HERE) : { ok: true, value: spots };
  }
  const variable = variableAt(context.file.root, offset);
  if (variable === undefined) return refuse(NOT_HERE);
  if (variable.isShared || isInherited(context, [...variable.bindings, ...variable.uses]))
    return refuse("It is an attribute or an argument as well, which others name.");
  const spots = [...variable.bindings, ...variable.uses].map((span) => ({
    file: context.path,
    text: context.file.text,
    ...span,
  }));
  return { ok: true, value: distinct(spots) };
}

function nameIn(spot: Spot): string {
  return textOfSpot(spot).replace(/^"(.*)"$/s, "$1");
}

/** `inherit` makes an attribute of the same name. */
function isInherited({ file }: FeatureContext, spans: readonly { readonly start: number }[]): boolean {
  return spans.some(({ start }) => /\binherit\b[^;=]*$/.test(file.text.slice(0, start)));
}

const RENAMED: ReadonlySet<EntityKind> = new Set([
  "destination",
  "target",
  "state",
  "repository",
  "instance",
  "tag",
  "machine",
]);

function unsafe(entity: Entity, { files }: FeatureContext): string | undefined {
  const { kind, clan, name } = entity;
  if (!RENAMED.has(kind)) return "A mount point is a folder: change it where it is mounted and in the target.";
  const made = madeByInstance(entity);
  if (made !== undefined) return made;
  if (occurrencesOf(entity).definitions.length === 0) return `${name} is a name that Clan gives itself.`;
  if (kind === "instance" && clan.options.placesOf("inventory", "instances", name, "module", "name").length === 0)
    return `Its name tells the service that it is: write module.name = ${nixString(name)} first.`;
  if (kind !== "machine") return namedAsProgram(entity);
  const kept = [`machines/${name}`, `vars/per-machine/${name}`, `sops/machines/${name}`].find(
    (folder) => files.kindOf(`${clan.root}/${folder}`) === "directory",
  );
  return kept === undefined
    ? undefined
    : `Clan keeps files of ${name} in ${kept}: rename the machine as Clan's guide says, secrets and folders with it.`;
}

/** What an instance makes for a client or a server has the name of that machine. */
function madeByInstance({ kind, machine, name }: Entity): string | undefined {
  const isMade =
    (kind === "destination" &&
      machine?.destinations.items.some(({ key, server }) => key === name && server !== undefined)) ||
    (kind === "repository" &&
      machine?.repositories.items.some(({ key, origin }) => key === name && origin.kind === "instance"));
  return isMade === true ? `It has the name of the machine ${name}: rename that.` : undefined;
}

/** Units and programs that are made of the name (nixpkgs, borgbackup.nix; clan-core, state): who names one of them is not known to us. */
function namedAsProgram({ kind, clan, machine, name }: Entity): string | undefined {
  const prefix =
    kind === "destination" ? "borg(?:backup)?-job-" : kind === "state" ? "(?:pre|post)-(?:backup|restore)-" : undefined;
  if (prefix === undefined || machine === undefined) return undefined;
  const program = new RegExp(`${prefix}${name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`);
  for (const [file, root] of filesAround(clan, machine)) {
    const found = program.exec(root.chunk.source.text)?.[0];
    if (found !== undefined) return `${found} in ${file} is made of its name: it must be changed by hand.`;
  }
  return undefined;
}

function wrongVariable(name: string): string | undefined {
  return /^[a-zA-Z_][\w'-]*$/.test(name) && optionName([name]) === name ? undefined : `${name} is no name in Nix.`;
}

/** Names that become parts of units and programs (clan-core, clanModules/borgbackup: `strMatching`). */
function wrongName(entity: Entity, name: string, context: FeatureContext): string | undefined {
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) return "A name has letters, digits, dots, hyphens and underscores only.";
  const taken = sameThing([entity], context).some((same) => occurrencesOf({ ...same, name }).definitions.length > 0);
  return taken && name !== entity.name ? `${name} is taken already.` : undefined;
}
