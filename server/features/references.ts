/** `textDocument/references` and `textDocument/documentHighlight`: everywhere that the same thing is named. */
import { type DocumentHighlight, DocumentHighlightKind } from "vscode-languageserver-types";
import type { FeatureContext } from "./context.ts";
import { linkedTo } from "./definition.ts";
import { type Entity, type Occurrences, occurrencesOf } from "./entities.ts";
import { distinct, Locator, type Spot, spotOf } from "./places.ts";
import { subjectAt } from "./subject.ts";
import { variableAt } from "./variables.ts";

/** Where what is at `offset` is named, in all files. */
export function references(context: FeatureContext, offset: number, includeDefinitions: boolean): readonly Spot[] {
  const found = occurrencesAt(context, offset);
  return distinct([...(includeDefinitions ? found.definitions : []), ...found.references]);
}

/** Where what is at `offset` is named in the same file. */
export function highlights(context: FeatureContext, offset: number): readonly DocumentHighlight[] {
  const { definitions, references: uses } = occurrencesAt(context, offset);
  const locator = new Locator((path) => path);
  const inFile = (spots: readonly Spot[], kind: DocumentHighlightKind) =>
    distinct(spots)
      .filter(({ file }) => file === context.path)
      .map((spot) => ({ range: locator.range(spot), kind }));
  return [...inFile(definitions, DocumentHighlightKind.Write), ...inFile(uses, DocumentHighlightKind.Read)];
}

function occurrencesAt(context: FeatureContext, offset: number): Occurrences {
  const subject = subjectAt(context, offset);
  const entities = subject?.entities ?? [];
  if (entities.length > 0) {
    const all = sameThing(entities, context).map((entity) => ({ ...occurrencesOf(entity), linked: linkedTo(entity) }));
    return {
      definitions: all.flatMap(({ definitions }) => definitions),
      references: all.flatMap(({ references: uses, linked }) => [...uses, ...linked]),
    };
  }
  const option = subject?.option;
  if (subject?.isName === true && option?.node.data !== undefined && option.tree === "nixos") {
    const places = subject.machines.flatMap(({ config }) => config.placesOf(...option.path));
    if (places.length > 0) return { definitions: places.map(spotOf), references: [] };
  }
  const variable = variableAt(context.file.root, offset);
  const toSpot = (span: { start: number; end: number }) => ({ file: context.path, text: context.file.text, ...span });
  return {
    definitions: (variable?.bindings ?? []).map(toSpot),
    references: (variable?.uses ?? []).map(toSpot),
  };
}

/**
 * `entities` and those on other machines that share a place with one of them: a module that several machines use defines the same thing on
 * each, or asks for it.
 */
export function sameThing(entities: readonly Entity[], { clans }: Pick<FeatureContext, "clans">): readonly Entity[] {
  const found = new Map<unknown, Entity>();
  const spots = new Set<string>();
  const add = (entity: Entity) => {
    found.set(entity.machine ?? entity.clan, entity);
    for (const { file, start } of placesOf(entity)) spots.add(`${file}\0${start}`);
  };
  for (const entity of entities) add(entity);
  const [first] = entities;
  if (first?.machine === undefined) return [...found.values()];
  const others = clans.flatMap((clan) =>
    [...clan.machines.values()].map((machine): Entity => ({ ...first, clan, machine })),
  );
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const entity of others) {
      if (found.has(entity.machine)) continue;
      if (placesOf(entity).some(({ file, start }) => spots.has(`${file}\0${start}`))) add(entity);
    }
  }
  return [...found.values()];
}

function placesOf(entity: Entity): readonly Spot[] {
  const { definitions, references: uses } = occurrencesOf(entity);
  return [...definitions, ...uses];
}
