/** A level of the tree of options: a set whose names are options or further levels. lib/modules.nix: mergeModules'. */
import type { Place } from "../expr.ts";
import { describeFound } from "../options/optionMerge.ts";
import { declaredPathOf, type Location, type ModuleRun, pathOf } from "../options/optionType.ts";
import { Thunk } from "../thunk.ts";
import { type Attr, attrs, string, unknown, type Value } from "../value.ts";
import type { Declarations, DeclaredOption, Rename } from "./moduleDeclarations.ts";
import { certainDefinition, type Definition, definitionOf, placesOf, pushDown } from "./moduleDefinitions.ts";
import { MergedOption } from "./moduleOption.ts";
import { isSame, NO_RENAMES, type Renames, renamesAt, startsWith } from "./moduleRenames.ts";
import { INTERNAL_OPTIONS } from "./moduleUserOptions.ts";
import { isSlip, nearest } from "./nearName.ts";
import { type ModuleProblem, type ProblemSink, problem } from "./problem.ts";

/** What a level needs of the configuration it is part of. */
export interface LevelHost {
  readonly run: ModuleRun;
  /** The attribute that holds the submodule. */
  readonly ownName: string | undefined;
  readonly named: readonly Place[];
  readonly renames: readonly Rename[];
  readonly gone: readonly (readonly string[])[];
  /** Whether names without a declaration are an error here (`_module.check`). */
  checksNames(): boolean;
  hasFreeform(): boolean;
  find(path: readonly string[]): MergedOption | Level | undefined;
  definitionsAt(path: readonly string[]): readonly Definition[];
}

export interface LevelInput {
  readonly location: Location | undefined;
  readonly declarations: Declarations;
  readonly definitions: () => readonly Definition[];
  readonly open: boolean;
  /** The level is the configuration's first. */
  readonly top: boolean;
}

export interface LevelNames {
  readonly byName: ReadonlyMap<string, readonly Definition[]>;
  /** There may be names that are not seen. */
  readonly open: boolean;
  readonly problems: readonly ModuleProblem[];
}

export class Level {
  readonly declarations: Declarations;
  readonly location: Location | undefined;
  readonly #host: LevelHost;
  readonly #input: LevelInput;
  readonly #children = new Map<string, MergedOption | Level>();
  /** Levels that somebody looked into although nothing declares them. */
  readonly #undeclared = new Map<string, Level>();
  #names: LevelNames | "computing" | undefined;
  #value: Thunk | undefined;
  #renames: Renames | undefined;

  constructor(host: LevelHost, input: LevelInput) {
    this.#host = host;
    this.#input = input;
    this.declarations = input.declarations;
    this.location = input.location;
  }

  /** The level's value as `config` shows it. */
  get value(): Thunk {
    this.#value ??= Thunk.lazy(() => this.#readValue());
    return this.#value;
  }

  /** Definitions may be missing here. */
  get open(): boolean {
    return this.#input.open || this.names().open;
  }

  /** The names defined here, in no particular order. */
  names(): LevelNames {
    if (this.#names === "computing") return NO_NAMES;
    if (this.#names === undefined) {
      this.#names = "computing";
      this.#names = this.#readNames();
    }
    return this.#names;
  }

  #readNames(): LevelNames {
    const byName = new Map<string, Definition[]>();
    const problems: ModuleProblem[] = [];
    let open = false;
    for (const definition of this.#input.definitions()) {
      for (const { value } of pushDown(definition, this.#host.run.evaluation)) {
        if (value.kind !== "attrs") {
          open ||= value.kind !== "unknown" || !value.inert;
          const found = this.#unfit(value, definition);
          if (found !== undefined) problems.push(found);
          continue;
        }
        open ||= value.open;
        for (const [name, entry] of value.entries) {
          const known = byName.get(name);
          const own = definitionOf(entry, definition);
          if (known === undefined) byName.set(name, [own]);
          else known.push(own);
        }
      }
    }
    return { byName, open, problems };
  }

  /** A level must be defined by sets; one that only users declare may be a submodule in a module that is not seen, which takes modules. */
  #unfit(value: Value, definition: Definition): ModuleProblem | undefined {
    const path = pathOf(this.location);
    const at = definition.value.origin ?? definition.name;
    if (!definition.certain || value.kind === "unknown") return undefined;
    if ((value.kind === "lambda" || value.kind === "path") && isEmpty(this.declarations.dataNames())) return undefined;
    if (value.kind === "error") return problem("evaluation-error", path, value.fault.at ?? at, { fault: value.fault });
    return problem("wrong-type", path, at, { expected: "a set of options", found: describeFound(value) });
  }

  /** What is defined for `name`, under its old names too. */
  definitionsOf(name: string): readonly Definition[] {
    const own = this.names().byName.get(name) ?? [];
    const moved =
      this.#renamesHere()
        .to.get(name)
        ?.flatMap((from) => this.#host.definitionsAt(from)) ?? [];
    return moved.length === 0 ? own : [...own, ...moved];
  }

  /** The renames from and to names of this level. */
  #renamesHere(): Renames {
    this.#renames ??=
      this.#host.renames.length === 0 ? NO_RENAMES : renamesAt(this.#host.renames, pathOf(this.location));
    return this.#renames;
  }

  /** The option or level declared as `name`. */
  child(name: string): MergedOption | Level | undefined {
    const known = this.#children.get(name);
    if (known !== undefined) return known;
    const renamed = this.#renamesHere().from.get(name);
    if (renamed !== undefined) return this.#host.find(renamed);
    const declared = this.#declaredAt(name);
    if (declared === undefined) return undefined;
    const child = declared.option === undefined ? this.#level(name, declared) : this.#option(name, declared.option);
    this.#children.set(name, child);
    return child;
  }

  /** The level `name` whether it is declared or not, to find what is defined in it. */
  levelFor(name: string): Level | undefined {
    const known = this.#children.get(name) ?? this.#undeclared.get(name);
    if (known !== undefined) return known instanceof Level ? known : undefined;
    const declared = this.#declaredAt(name);
    if (declared?.option !== undefined) return undefined;
    const level = this.#level(name, declared ?? NOTHING_DECLARED);
    (declared === undefined ? this.#undeclared : this.#children).set(name, level);
    return level;
  }

  #declaredAt(name: string): Declarations | undefined {
    if (this.#input.top && name === "_module") return INTERNAL_OPTIONS;
    return this.declarations.child(name);
  }

  #locationOf(name: string): Location {
    return { parent: this.location, name, declared: name };
  }

  #level(name: string, declarations: Declarations): Level {
    const location = this.#locationOf(name);
    const definitions = () => this.definitionsOf(name);
    return new Level(this.#host, { location, declarations, definitions, open: this.open, top: false });
  }

  #option(name: string, option: DeclaredOption): MergedOption {
    const { run, named } = this.#host;
    const own = this.definitionsOf(name);
    const fallback = this.#defaultOf(option);
    const definitions = fallback === undefined ? own : [fallback, ...own];
    const places = placesOf(own);
    const site = { run, location: this.#locationOf(name), open: this.open, named: places.length > 0 ? places : named };
    return new MergedOption(site, option.type(), definitions, option);
  }

  #defaultOf({ default: fallback }: DeclaredOption): Definition | undefined {
    const { ownName } = this.#host;
    switch (fallback.kind) {
      case "none":
        return undefined;
      case "value":
        return certainDefinition(fallback.value, true);
      case "name":
        return certainDefinition(
          Thunk.of(
            ownName === undefined || ownName === "<name>" || ownName === "*" ? unknown("a name") : string(ownName),
          ),
          true,
        );
      case "unknown":
        return certainDefinition(Thunk.of(unknown("a default that is computed")), true);
    }
  }

  #readValue(): Value {
    const entries = new Map<string, Attr>();
    for (const name of [...this.declarations.names(), ...this.#renamesHere().from.keys()]) {
      const value = Thunk.lazy(
        (evaluation) => this.child(name)?.value.force(evaluation) ?? unknown(`the option ${name}`),
      );
      entries.set(name, { value, certain: true, name: undefined });
    }
    return attrs(entries, !this.declarations.closed || this.declarations.open || this.#input.open);
  }

  /** Reports what is wrong with the definitions at and below this level. */
  check(sink: ProblemSink): void {
    if (!sink.visit(this)) return;
    const { byName, problems } = this.names();
    for (const found of problems) sink.add(found);
    const { evaluation } = this.#host.run;
    if (evaluation.enter() !== undefined) return;
    for (const [name, definitions] of byName) {
      const child = this.child(name);
      if (child !== undefined) child.check(sink);
      else this.#checkUndeclared(name, definitions, sink);
    }
    evaluation.leave();
  }

  #checkUndeclared(name: string, definitions: readonly Definition[], sink: ProblemSink): void {
    const [first, ...others] = definitions;
    if (first === undefined) return;
    const path = [...pathOf(this.location), name];
    const { renames, gone } = this.#host;
    const leadsOn = (old: readonly string[]) => old.length > path.length && startsWith(old, path);
    const isGone = gone.some((old) => isSame(old, path));
    if (!isGone && (renames.some(({ from }) => leadsOn(from)) || gone.some(leadsOn))) {
      this.levelFor(name)?.check(sink);
      return;
    }
    const suggestion = nearest(name, this.declarations.names());
    if (!isGone && !this.#isMistake(name)) return;
    if (this.#host.hasFreeform() || !this.#host.checksNames()) return;
    sink.add(
      problem("unknown-option", path, first.name, {
        certain: definitions.some(({ certain }) => certain),
        suggestion,
        related: others.flatMap(({ name: at }) => (at === undefined ? [] : [{ at, role: "definition" as const }])),
      }),
    );
  }

  /** Whether no module that is not seen declares `name` here. */
  #isMistake(name: string): boolean {
    const { closed, open } = this.declarations;
    if (open) return false;
    if (closed) return !this.#input.open;
    const declared = declaredPathOf(this.location);
    if (this.#host.run.complete.some((prefix) => startsWith(declared, prefix))) return true;
    const meant = nearest(name, this.declarations.dataNames());
    return meant !== undefined && name.length > 5 && isSlip(name, meant);
  }
}

function isEmpty(names: Iterable<string>): boolean {
  for (const _ of names) return false;
  return true;
}

const NOTHING_DECLARED: Declarations = {
  option: undefined,
  child: () => undefined,
  names: () => [],
  dataNames: () => [],
  open: true,
  closed: false,
  needed: [],
};

const NO_NAMES: LevelNames = { byName: new Map(), open: true, problems: [] };
