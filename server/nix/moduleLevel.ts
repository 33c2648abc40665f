/** A level of the tree of options: a set whose names are options or further levels. lib/modules.nix: mergeModules'. */
import { distance } from "fastest-levenshtein";
import type { Place } from "./expr.ts";
import { Lazy } from "./lazy.ts";
import type { Declarations, DeclaredOption, Rename } from "./moduleDeclarations.ts";
import { certainDefinition, type Definition, definitionOf, pushDown } from "./moduleDefinitions.ts";
import { MergedOption } from "./moduleOption.ts";
import { INTERNAL_OPTIONS } from "./moduleUserOptions.ts";
import { describeFound } from "./optionMerge.ts";
import { declaredPathOf, type Location, type ModuleRun, pathOf } from "./optionType.ts";
import { type ModuleProblem, type ProblemSink, problem } from "./problem.ts";
import { Thunk } from "./thunk.ts";
import { type Attr, attrs, string, unknown, type Value } from "./value.ts";

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
  /** The level's value as `config` shows it. */
  readonly value: Thunk;
  readonly #host: LevelHost;
  readonly #input: LevelInput;
  readonly #names: Lazy<LevelNames>;
  readonly #children = new Map<string, MergedOption | Level>();

  constructor(host: LevelHost, input: LevelInput) {
    this.#host = host;
    this.#input = input;
    this.declarations = input.declarations;
    this.location = input.location;
    this.#names = new Lazy<LevelNames>(
      () => this.#readNames(),
      () => ({ byName: new Map(), open: true, problems: [] }),
    );
    this.value = Thunk.lazy(() => this.#readValue());
  }

  /** Definitions may be missing here. */
  get open(): boolean {
    return this.#input.open || this.names().open;
  }

  /** The names defined here, in no particular order. */
  names(): LevelNames {
    return this.#names.get();
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

  /** A level must be defined by sets. */
  #unfit(value: Value, definition: Definition): ModuleProblem | undefined {
    const path = pathOf(this.location);
    const at = definition.value.origin ?? definition.name;
    if (!definition.certain || value.kind === "unknown") return undefined;
    if (value.kind === "error") return problem("evaluation-error", path, value.fault.at ?? at, { fault: value.fault });
    return problem("wrong-type", path, at, { expected: "a set of options", found: describeFound(value) });
  }

  /** What is defined for `name`, under its old names too. */
  definitionsOf(name: string): readonly Definition[] {
    const own = this.names().byName.get(name) ?? [];
    const { renames } = this.#host;
    if (renames.length === 0) return own;
    const path = [...pathOf(this.location), name];
    const moved = renames.filter(({ to }) => isSame(to, path)).flatMap(({ from }) => this.#host.definitionsAt(from));
    return moved.length === 0 ? own : [...own, ...moved];
  }

  /** The option or level declared as `name`. */
  child(name: string): MergedOption | Level | undefined {
    const known = this.#children.get(name);
    if (known !== undefined) return known;
    const renamed = this.#renameOf(name);
    if (renamed !== undefined) return this.#host.find(renamed.to);
    const declared = this.#declaredAt(name);
    if (declared === undefined) return undefined;
    const child = declared.option === undefined ? this.#level(name, declared) : this.#option(name, declared.option);
    this.#children.set(name, child);
    return child;
  }

  /** The level `name` whether it is declared or not, to find what is defined in it. */
  levelFor(name: string): Level | undefined {
    const known = this.#children.get(name);
    if (known !== undefined) return known instanceof Level ? known : undefined;
    const declared = this.#declaredAt(name) ?? NOTHING_DECLARED;
    if (declared.option !== undefined) return undefined;
    const level = this.#level(name, declared);
    this.#children.set(name, level);
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
    const places = own.flatMap((definition) => (definition.name === undefined ? [] : [definition.name]));
    const site = { run, location: this.#locationOf(name), open: this.open, named: places.length > 0 ? places : named };
    return new MergedOption(site, option.type(), definitions, { ...option, shared: option.data !== undefined });
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
    for (const name of this.declarations.names()) {
      const value = Thunk.lazy(
        (evaluation) => this.child(name)?.value.force(evaluation) ?? unknown(`the option ${name}`),
      );
      entries.set(name, { value, certain: true, name: undefined });
    }
    for (const { from } of this.#host.renames) {
      const name = from.at(-1);
      if (name === undefined || !isSame(from, [...pathOf(this.location), name])) continue;
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

  #renameOf(name: string): Rename | undefined {
    const { renames } = this.#host;
    if (renames.length === 0) return undefined;
    const path = [...pathOf(this.location), name];
    return renames.find(({ from }) => isSame(from, path));
  }

  #checkUndeclared(name: string, definitions: readonly Definition[], sink: ProblemSink): void {
    const [first, ...others] = definitions;
    if (first === undefined) return;
    const path = [...pathOf(this.location), name];
    if (this.#host.renames.some(({ from }) => startsWith(from, path))) {
      this.levelFor(name)?.check(sink);
      return;
    }
    const suggestion = nearest(name, this.declarations.names());
    if (!this.#isMistake(name, path, suggestion)) return;
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
  #isMistake(name: string, path: readonly string[], suggestion: string | undefined): boolean {
    const { closed, open } = this.declarations;
    if (open) return false;
    if (closed) return !this.#input.open;
    const { gone, run } = this.#host;
    if (gone.some((old) => isSame(old, path))) return true;
    const declared = declaredPathOf(this.location);
    if (run.complete.some((prefix) => startsWith(declared, prefix))) return true;
    return suggestion !== undefined && name.length > 5 && isSlip(name, suggestion);
  }
}

const NOTHING_DECLARED: Declarations = {
  option: undefined,
  child: () => undefined,
  names: () => [],
  open: true,
  closed: false,
  needed: [],
};

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && startsWith(a, b);
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((name, index) => path[index] === name);
}

/** One letter too many, too few or wrong, or another case: hardly another option's name. */
function isSlip(name: string, suggestion: string): boolean {
  return name.toLowerCase() === suggestion.toLowerCase() || distance(name, suggestion) === 1;
}

/** The name among `names` that was probably meant by `name`. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const away = candidate.toLowerCase() === name.toLowerCase() ? 0 : distance(name, candidate);
    if (away >= least) continue;
    least = away;
    best = candidate;
  }
  return best;
}
