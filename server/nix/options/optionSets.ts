/** Types of lists and of sets of any names. lib/types.nix of nixpkgs. */

import {
  certainDefinition,
  type Definition,
  definitionOf,
  type FinalDefinition,
  placesOf,
} from "../modules/moduleDefinitions.ts";
import { MergedOption } from "../modules/moduleOption.ts";
import { doubtful, type ProblemSink } from "../modules/problem.ts";
import { concatLists } from "../operators.ts";
import { type Evaluation, Thunk } from "../thunk.ts";
import { type Attr, attrs, list, openList, type Value } from "../value.ts";
import { addCheck, type LazyType } from "./optionComposite.ts";
import { type Merged, type OptionType, type Site, verdictOf } from "./optionType.ts";

export function listOf(element: LazyType): OptionType {
  return {
    name: "listOf",
    describe: (plural) => `${plural === true ? "lists" : "a list"} of ${element().describe(true)}`,
    check: (value) => (value.kind === "list" ? "ok" : "wrong"),
    merge: (site, definitions, ordered) => mergeLists(element(), site, definitions, ordered),
    empty: list([]),
    inner: () => [element()],
  };
}

export function nonEmptyListOf(element: LazyType): OptionType {
  const { empty: _, ...type } = addCheck(
    listOf(element),
    (value) => value.kind !== "list" || value.elements.length > 0 || (value.open ? undefined : false),
    (plural) => `${plural === true ? "lists" : "a list"} of at least one of ${element().describe(true)}`,
  );
  return { ...type, name: "nonEmptyListOf" };
}

/** One element. It is an option of its own, so that `mkIf` works in lists, unless it is plain enough to be judged as it is. */
interface Element {
  readonly thunk: Thunk;
  /** `undefined` for a value without parts that its type accepts. */
  readonly option: MergedOption | undefined;
  readonly certain: boolean;
}

function mergeLists(
  element: OptionType,
  site: Site,
  definitions: readonly FinalDefinition[],
  ordered: boolean,
): Merged {
  let parts: Element[][] | undefined;
  const elements = () => {
    parts ??= definitions.map((definition) => elementsOf(element, site, definition));
    return parts;
  };
  const value = Thunk.lazy((evaluation) => {
    const all = concatLists(
      elements().map((part, index) => listOfPart(part, definitions[index])),
      evaluation,
    );
    return ordered || all.kind !== "list" ? all : openList(all.elements, 0);
  });
  const check = (sink: ProblemSink) => {
    for (const part of elements())
      for (const { option, certain } of part) option?.check(certain ? sink : doubtful(sink));
  };
  return { value, check };
}

function listOfPart(part: readonly Element[], definition: FinalDefinition | undefined): Value {
  const thunks: Thunk[] = [];
  let known = definition?.certain === true;
  for (const element of part) {
    const thunk = valueOfElement(element);
    if (thunk === undefined) known = false;
    else if (thunk !== null) thunks.push(thunk);
  }
  if (!known || definition?.value.kind !== "list") return openList(thunks, 0);
  return definition.value.open ? openList(thunks, definition.value.prefix) : list(thunks);
}

/** The element's value; `null` when it is left out, `undefined` when it is not known whether. */
function valueOfElement({ thunk, option }: Element): Thunk | null | undefined {
  if (option === undefined) return thunk;
  const { defined, definitions } = option.finals();
  if (defined === false) return null;
  const [only] = definitions;
  if (defined === undefined) return only?.value.kind === "unknown" ? only.thunk : undefined;
  return option.value;
}

function elementsOf(type: OptionType, site: Site, definition: FinalDefinition): Element[] {
  const { value, certain, conditional } = definition;
  if (value.kind !== "list") return [];
  return value.elements.map((thunk) => {
    if (isPlain(type, thunk, site.run.evaluation)) return { thunk, option: undefined, certain };
    const own: Definition = { ...certainDefinition(thunk), certain, conditional };
    const location = { parent: site.location, name: "*", declared: "*" };
    const named = thunk.origin === undefined ? site.named : [thunk.origin, ...site.named];
    return { thunk, option: new MergedOption({ ...site, location, named }, type, [own]), certain };
  });
}

/** Whether the element is fine as it is: merging it alone would give it back. */
function isPlain(type: OptionType, thunk: Thunk, evaluation: Evaluation): boolean {
  if (type.inner !== undefined) return false;
  const value = thunk.force(evaluation);
  return value.kind !== "attrs" && value.kind !== "list" && verdictOf(type, value, evaluation) === "ok";
}

/** Sets of any names. `lazy` ones keep names whose definitions are all left out (`mkIf false`). */
export function attrsOf(element: LazyType, lazy = false): OptionType {
  return {
    name: lazy ? "lazyAttrsOf" : "attrsOf",
    describe: (plural) => `${plural === true ? "sets" : "a set"} of ${element().describe(true)}`,
    check: (value) => (value.kind === "attrs" ? "ok" : "wrong"),
    merge: (site, definitions) => mergeSets(element, lazy, site, definitions),
    empty: attrs(new Map()),
    inner: () => [element()],
  };
}

interface Children {
  readonly named: ReadonlyMap<string, MergedOption>;
  /** Definitions whose names are not known, each on its own. */
  readonly unnamed: readonly MergedOption[];
  readonly open: boolean;
}

/** Merges sets attribute by attribute. */
export function mergeSets(
  element: LazyType,
  lazy: boolean,
  site: Site,
  definitions: readonly FinalDefinition[],
): Merged {
  let made: Children | undefined;
  const children = () => {
    made ??= childrenOf(element, site, definitions);
    return made;
  };
  const value = Thunk.lazy((): Value => {
    const { named, unnamed, open } = children();
    const entries = new Map<string, Attr>();
    for (const [name, option] of named) {
      const defined = lazy ? true : option.finals().defined;
      if (defined === false) continue;
      const place = option.definitions[0]?.name;
      entries.set(name, { value: option.value, certain: defined === true, name: place });
    }
    const others = unnamed.map((option) => ({ value: option.value, certain: true, name: option.definitions[0]?.name }));
    return attrs(entries, open, others);
  });
  const check = (sink: ProblemSink) => {
    const { named, unnamed } = children();
    for (const option of named.values()) option.check(sink);
    for (const option of unnamed) option.check(sink);
  };
  return { value, check, children: () => children().named };
}

function childrenOf(element: LazyType, site: Site, definitions: readonly FinalDefinition[]): Children {
  const byName = new Map<string, Definition[]>();
  const loose: Definition[] = [];
  let { open } = site;
  for (const final of definitions) {
    const { value } = final;
    if (value.kind !== "attrs") {
      open = true;
      continue;
    }
    open ||= value.open;
    for (const [name, entry] of value.entries) {
      const definition = definitionOf(entry, final);
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [definition]);
      else known.push(definition);
    }
    for (const entry of value.unnamed) loose.push(definitionOf(entry, final));
  }
  const named = new Map<string, MergedOption>();
  // Where some definition's name is not known, any of the others may have one more.
  const inside = site.open || loose.length > 0;
  for (const [name, own] of byName)
    named.set(name, new MergedOption(childSite(site, name, own, inside), element(), own));
  const unnamed = loose.map((own) => new MergedOption(childSite(site, "<name>", [own], true), element(), [own]));
  return { named, unnamed, open };
}

function childSite(site: Site, name: string, definitions: readonly Definition[], open: boolean): Site {
  const location = { parent: site.location, name, declared: "<name>" };
  return { ...site, location, open, named: placesOf(definitions) };
}
