/** Reads facts from a configuration, or from a submodule in it. */
import type { Place } from "../../nix/expr.ts";
import type { Configuration } from "../../nix/modules/moduleConfiguration.ts";
import { type FinalDefinition, finalsOf, placeOf } from "../../nix/modules/moduleDefinitions.ts";
import type { Level } from "../../nix/modules/moduleLevel.ts";
import { MergedOption } from "../../nix/modules/moduleOption.ts";
import type { Evaluation, Thunk } from "../../nix/thunk.ts";
import { unknown, type Value } from "../../nix/value.ts";
import { NIXPKGS_MODULES } from "../arguments.ts";
import { CLAN_MODULES, OTHER_CLAN_MODULES } from "../inputs.ts";
import { type Fact, type Group, type NotKnown, notKnown } from "./facts.ts";

/** One attribute of a set of submodules. */
export interface Entry {
  readonly name: string;
  /** Where its name is written first; `undefined` when only modules that are not seen define it. */
  readonly at: Place | undefined;
  readonly options: OptionReader;
}

/** An element of a list. */
export type Element = Fact<Value> & { readonly thunk: Thunk };

export class OptionReader {
  readonly #configuration: Configuration;
  readonly #prefix: readonly string[];

  /** Paths given to the methods continue `prefix`. */
  constructor(configuration: Configuration, prefix: readonly string[] = []) {
    this.#configuration = configuration;
    this.#prefix = prefix;
  }

  get evaluation(): Evaluation {
    return this.#configuration.run.evaluation;
  }

  /** There are modules that are not seen, so that anything may be set elsewhere. */
  get open(): boolean {
    return this.#configuration.input.open || this.#configuration.collected().open;
  }

  /** Modules of clan-core, of nixpkgs or the like are among them, which are not read: options outside of backups may be set there. */
  get opaque(): boolean {
    const { inert, files } = this.#configuration.collected();
    return (
      inert.length > 0 ||
      files.some((file) => file.startsWith(`${NIXPKGS_MODULES}/`) && !file.endsWith("/not-detected.nix"))
    );
  }

  /** Whether the module `name` of clan-core's `clanModules` is imported; `undefined` where that is not certain. */
  importsClanModule(name: string): boolean | undefined {
    const { inert } = this.#configuration.collected();
    if (inert.includes(`${CLAN_MODULES}.${name}`)) return true;
    return this.open || inert.some((module) => module === CLAN_MODULES || module.startsWith(OTHER_CLAN_MODULES))
      ? undefined
      : false;
  }

  /** The files of the modules, in no particular order. */
  get files(): readonly string[] {
    return this.#configuration.collected().files;
  }

  /** A reader for the options below `path`. */
  below(...path: readonly string[]): OptionReader {
    return new OptionReader(this.#configuration, [...this.#prefix, ...path]);
  }

  /** The value of a declared option. */
  value(...path: readonly string[]): Fact<Value> {
    const option = this.#option(path);
    if (option === undefined) return notKnown();
    return valueFact(option.value.force(this.evaluation), this.#placeIn(option));
  }

  text(...path: readonly string[]): Fact<string> {
    return textOf(this.value(...path));
  }

  /** A text or `null`; both are known values. */
  textOrNull(...path: readonly string[]): Fact<string | null> {
    const found = this.value(...path);
    return found.known && found.value.kind === "null" ? { ...found, value: null } : textOf(found);
  }

  integer(...path: readonly string[]): Fact<number> {
    return integerOf(this.value(...path));
  }

  boolean(...path: readonly string[]): Fact<boolean> {
    return booleanOf(this.value(...path));
  }

  /** The elements of a list, as far as modules that are seen define them. */
  elements(...path: readonly string[]): Group<Element> & { readonly at: Place | undefined } {
    const option = this.#option(path);
    if (option === undefined) return { items: [], complete: this.isMentioned(...path) === false, at: undefined };
    const found = valueFact(this.#ownValue(option), this.#placeIn(option));
    if (!found.known || found.value.kind !== "list") return { items: [], complete: false, at: found.at };
    const items = found.value.elements.map((thunk) => this.#element(thunk, found.at));
    return { items, complete: !found.value.open && !option.site.open, at: found.at };
  }

  /** The texts of a list; one that is not known is among them as such. */
  texts(...path: readonly string[]): Group<Fact<string>> & { readonly at: Place | undefined } {
    const { items, complete, at } = this.elements(...path);
    return { items: items.map(textOf), complete, at };
  }

  /** The attributes of a set of submodules that are certainly there. */
  entries(...path: readonly string[]): Group<Entry> {
    const option = this.#option(path);
    if (option === undefined) return { items: [], complete: this.isMentioned(...path) === false };
    const value = this.#ownValue(option);
    if (value.kind !== "attrs") return { items: [], complete: false };
    const children = option.merged()?.children?.() ?? new Map<string, MergedOption>();
    const items: Entry[] = [];
    let complete = !value.open && !option.site.open;
    for (const [name, child] of children) {
      const inner = value.entries.get(name)?.certain === true ? child.merged()?.configuration : undefined;
      if (inner === undefined) complete = false;
      else items.push({ name, at: child.site.named[0], options: new OptionReader(inner) });
    }
    return { items, complete };
  }

  /** The names in a set that are certainly there. */
  names(...path: readonly string[]): Group<string> {
    const option = this.#option(path);
    if (option === undefined) return { items: [], complete: this.isMentioned(...path) === false };
    const value = this.#ownValue(option);
    if (value.kind !== "attrs") return { items: [], complete: false };
    const items = [...value.entries].flatMap(([name, { certain }]) => (certain ? [name] : []));
    return { items, complete: items.length === value.entries.size && !value.open && !option.site.open };
  }

  /** The value of an option that is declared nowhere here, when exactly one definition of it counts. */
  undeclared(...path: readonly string[]): Fact<Value> {
    const { definitions, defined } = finalsOf(this.#definitionsAt(path), this.evaluation);
    const [only] = definitions;
    if (only === undefined || definitions.length > 1 || defined !== true || !only.certain)
      return notKnown(only === undefined ? undefined : placeOf(only));
    return valueFact(only.value, placeOf(only));
  }

  /**
   * Whether anything is set at or below `path`, declared or not, by hand: `undefined` where that cannot be known. Conditions do not count:
   * what may be set is set.
   */
  isMentioned(...path: readonly string[]): boolean | undefined {
    if (this.#definitionsAt(path).length > 0 || this.definitions(...path).length > 0) return true;
    if (this.open || this.#isHidden(path)) return undefined;
    let level: Level | undefined = this.#configuration.root();
    for (const name of [...this.#prefix, ...path]) {
      if (level === undefined) break;
      if (level.names().open) return undefined;
      level = level.levelFor(name);
    }
    return false;
  }

  /** Whether something may be set at `path` in an option above it whose value is not known. */
  #isHidden(path: readonly string[]): boolean {
    return path.some((_, index) => {
      const outer = this.#option(path.slice(0, index));
      if (outer === undefined || this.definitions(...path.slice(0, index)).length === 0) return false;
      const value = this.#ownValue(outer);
      return value.kind !== "attrs" || outer.merged()?.configuration?.collected().open === true;
    });
  }

  /** Names set directly below `path`, which is declared nowhere here. */
  undeclaredNames(...path: readonly string[]): Group<string> {
    let level: Level | undefined = this.#configuration.root();
    let open = this.open;
    for (const name of [...this.#prefix, ...path]) {
      open ||= level?.names().open === true;
      level = level?.levelFor(name);
    }
    if (level === undefined) return { items: [], complete: !open };
    const names = level.names();
    return { items: [...names.byName.keys()], complete: !open && !names.open };
  }

  /** Names that modules of the configuration declare directly below `path` with `options`; none below submodules. */
  ownNames(...path: readonly string[]): readonly string[] {
    let level = this.#configuration.root()?.declarations;
    for (const name of [...this.#prefix, ...path]) level = level?.child(name);
    if (level === undefined) return [];
    const known = new Set(level.dataNames());
    return [...level.names()].filter((name) => !known.has(name));
  }

  /** The definitions that count of a declared option, written by hand. */
  definitions(...path: readonly string[]): readonly FinalDefinition[] {
    const found = this.#option(path)?.finals().definitions ?? [];
    return found.filter(({ definition }) => !definition.fallback);
  }

  /** Where something is set at `path` by hand, declared or not. */
  definedAt(...path: readonly string[]): readonly Place[] {
    return this.#definitionsAt(path).flatMap(({ name }) => name ?? []);
  }

  /** Where `path` is named, the attributes of sets and what is below them included. */
  placesOf(...path: readonly string[]): readonly Place[] {
    const option = this.#option(path);
    if (option === undefined) return this.definedAt(...path);
    return option.definitions.flatMap(({ name, fallback }) => (fallback || name === undefined ? [] : [name]));
  }

  /** Where the option is named first. */
  namedAt(...path: readonly string[]): Place | undefined {
    return this.#option(path)?.definitions.find(({ name }) => name !== undefined)?.name;
  }

  #element(thunk: Thunk, list: Place | undefined): Element {
    return { ...valueFact(thunk.force(this.evaluation), thunk.origin ?? list), thunk };
  }

  #definitionsAt(path: readonly string[]) {
    return this.#configuration.definitionsAt([...this.#prefix, ...path]).filter(({ fallback }) => !fallback);
  }

  #option(path: readonly string[]): MergedOption | undefined {
    const found = this.#configuration.find([...this.#prefix, ...path]);
    return found instanceof MergedOption ? found : undefined;
  }

  /** What the modules that are seen make of `option`. Its value for other modules allows for what nixpkgs and clan-core may add. */
  #ownValue(option: MergedOption): Value {
    return option.merged()?.value.force(this.evaluation) ?? unknown("an option with an error");
  }

  #placeIn(option: MergedOption): Place | undefined {
    const written = option.finals().definitions.find(({ definition }) => !definition.fallback);
    return written === undefined ? undefined : placeOf(written);
  }
}

/** `value`, which is written at \`at\`, as a fact. */
export function valueFact(value: Value, at: Place | undefined): Fact<Value> {
  if (value.kind === "partial-string") return { known: false, at, pieces: value.pieces };
  return value.kind === "unknown" || value.kind === "error" ? notKnown(at) : { known: true, value, at };
}

/** The text that `found` is. */
export function textOf(found: Fact<Value>): Fact<string> {
  if (!found.known) return found;
  return found.value.kind === "string" ? { known: true, value: found.value.text, at: found.at } : notKnown(found.at);
}

export function integerOf(found: Fact<Value>): Fact<number> {
  if (!found.known) return unread(found);
  return found.value.kind === "int" ? { known: true, value: found.value.value, at: found.at } : notKnown(found.at);
}

export function booleanOf(found: Fact<Value>): Fact<boolean> {
  if (!found.known) return unread(found);
  return found.value.kind === "bool" ? { known: true, value: found.value.value, at: found.at } : notKnown(found.at);
}

function unread(found: NotKnown): NotKnown {
  return notKnown(found.at);
}
