/** One evaluation of a set of modules: the whole configuration, or one submodule in it. lib/modules.nix: evalModules. */
import type { Place } from "../expr.ts";
import { Lazy } from "../lazy.ts";
import type { LazyType } from "../options/optionComposite.ts";
import { type Location, type Merged, type ModuleRun, pathOf } from "../options/optionType.ts";
import { Thunk, unknownThunk } from "../thunk.ts";
import { type Attr, attr, attrs, type LambdaValue, unknown, type Value } from "../value.ts";
import { type Collected, collectModules, type ModuleSource } from "./moduleCollect.ts";
import type { Declarations, Rename } from "./moduleDeclarations.ts";
import { certainDefinition, type Definition, type FinalDefinition } from "./moduleDefinitions.ts";
import { Level, type LevelHost } from "./moduleLevel.ts";
import { MergedOption } from "./moduleOption.ts";
import { typeOfValue, withUserOptions } from "./moduleUserOptions.ts";
import type { ProblemSink } from "./problem.ts";

export interface ConfigurationInput {
  readonly run: ModuleRun;
  /** Where the configuration stands; `undefined` for one of its own. */
  readonly location: Location | undefined;
  readonly declarations: Declarations;
  readonly sources: readonly ModuleSource[];
  /** The type of names that no option declares, where such names are allowed. */
  readonly freeform: LazyType | undefined;
  /** What modules may ask for besides `config`, `options` and `lib`. */
  readonly arguments: ReadonlyMap<string, Thunk>;
  readonly renames: readonly Rename[];
  /** Paths that were options once and are nothing any more. */
  readonly gone: readonly (readonly string[])[];
  /** Where the submodule's definitions name it. */
  readonly named: readonly Place[];
  /** There may be modules that are not seen. */
  readonly open: boolean;
}

const COLLECTING: Collected = {
  configs: [],
  options: [],
  freeform: undefined,
  open: true,
  inert: ["modules that are not found yet"],
  problems: [],
  files: [],
};

export class Configuration implements LevelHost {
  readonly input: ConfigurationInput;
  /** `config` as modules see it; what is not declared is unknown. */
  readonly config: Thunk;
  readonly #collected: Lazy<Collected | undefined>;
  readonly #freeform: Lazy<Merged | undefined>;
  #root: Level | undefined;
  #arguments: Map<string, Attr> | undefined;

  constructor(input: ConfigurationInput) {
    this.input = input;
    const { evaluation } = input.run;
    this.#collected = new Lazy<Collected | undefined>(
      () =>
        collectModules(input.sources, {
          evaluation,
          path: pathOf(input.location),
          argumentsFor: (fn) => this.#argumentsFor(fn),
        }),
      () => undefined,
    );
    this.#freeform = new Lazy<Merged | undefined>(
      () => this.#mergeFreeform(),
      () => undefined,
    );
    this.config = this.#configThunk();
  }

  get run(): ModuleRun {
    return this.input.run;
  }

  get ownName(): string | undefined {
    return this.input.location?.name;
  }

  get named(): readonly Place[] {
    return this.input.named;
  }

  get renames(): readonly Rename[] {
    return this.input.renames;
  }

  get gone(): readonly (readonly string[])[] {
    return this.input.gone;
  }

  hasFreeform(): boolean {
    return this.#freeformType() !== undefined;
  }

  #configThunk(): Thunk {
    return Thunk.lazy(() => this.#value());
  }

  /** The modules found. While they are being looked for it is as if there were unknown ones only. */
  collected(): Collected {
    return this.#collected.get() ?? COLLECTING;
  }

  /** The first level of options; `undefined` while the modules are being looked for. */
  root(): Level | undefined {
    this.#root ??= this.#makeRoot();
    return this.#root;
  }

  #makeRoot(): Level | undefined {
    const { input } = this;
    const collected = this.#collected.get();
    if (collected === undefined) return undefined;
    return new Level(this, {
      location: input.location,
      declarations: withUserOptions(input.declarations, collected.options, input.run.evaluation),
      definitions: () => collected.configs,
      open: input.open || collected.open,
      top: true,
    });
  }

  #value(): Value {
    const root = this.root();
    // Most likely Nix would run into itself here, but it may also never come to ask.
    if (root === undefined) return unknown("the configuration that is needed to find its own modules");
    const declared = root.value.force(this.input.run.evaluation);
    const free = this.#freeform.get()?.value.force(this.input.run.evaluation);
    if (free === undefined || declared.kind !== "attrs") return declared;
    if (free.kind !== "attrs") return attrs(declared.entries, true);
    return attrs(new Map([...free.entries, ...declared.entries]), free.open || root.open, free.unnamed);
  }

  /** The option or level at `path`, below declared options as well: `["machines", "jon"]`, `["targets", "hdd", "directory"]`. */
  find(path: readonly string[]): MergedOption | Level | undefined {
    let at: MergedOption | Level | undefined = this.root();
    for (const name of path) {
      if (at === undefined) return undefined;
      if (at instanceof Level) at = at.child(name);
      else {
        const merged: Merged | undefined = at.merged();
        at = merged?.configuration?.root()?.child(name) ?? merged?.children?.().get(name);
      }
    }
    return at;
  }

  /** Definitions at `path` as they are written, declared or not, without looking below options. */
  definitionsAt(path: readonly string[]): readonly Definition[] {
    let level = this.root();
    for (const [index, name] of path.entries()) {
      if (level === undefined) return [];
      if (index === path.length - 1) return level.definitionsOf(name);
      level = level.levelFor(name);
    }
    return [];
  }

  /** The definitions that count at `path`, properties taken off, such as the modules of a deferred module. */
  finalsAt(path: readonly string[]): readonly FinalDefinition[] {
    const found = this.find(path);
    return found instanceof MergedOption ? found.finals().definitions : [];
  }

  check(sink: ProblemSink): void {
    for (const found of this.collected().problems) sink.add(found);
    const root = this.root();
    if (root === undefined) return;
    root.check(sink);
    for (const { path } of root.declarations.needed) {
      const option = this.find(path);
      if (option instanceof MergedOption) option.check(sink);
    }
    this.#freeform.get()?.check(sink);
  }

  /** Whether names without a declaration are an error (`_module.check`). */
  checksNames(): boolean {
    const check = this.#internal("check");
    return check === undefined || (check.kind === "bool" && check.value);
  }

  /** An option below `_module`, when it is defined. */
  #internal(name: string): Value | undefined {
    const level = this.root();
    if (level === undefined || !level.names().byName.has("_module")) return undefined;
    const option = level.levelFor("_module")?.child(name);
    if (!(option instanceof MergedOption) || option.definitions.length === 0) return undefined;
    return option.value.force(this.input.run.evaluation);
  }

  #freeformType(): LazyType | undefined {
    if (this.input.freeform !== undefined) return this.input.freeform;
    const { freeform } = this.collected();
    const value = freeform?.force(this.input.run.evaluation) ?? this.#internal("freeformType");
    return value === undefined || value.kind === "null" ? undefined : () => typeOfValue(value);
  }

  /** Merges what no option declares with the freeform type, each name at the top for itself. */
  #mergeFreeform(): Merged | undefined {
    const root = this.root();
    const type = root === undefined ? undefined : this.#freeformType();
    if (root === undefined || type === undefined) return undefined;
    const entries: { name: string; definition: Definition }[] = [];
    for (const [name, definitions] of root.names().byName) {
      if (root.declarations.child(name) !== undefined || name === "_module") continue;
      for (const definition of definitions) entries.push({ name, definition });
    }
    if (entries.length === 0) return undefined;
    const sets = entries.map(({ name, definition }) => {
      const { value, name: place, certain } = definition;
      const set = attrs(new Map([[name, { value, name: place, certain: certain || definition.conditional }]]));
      return { ...certainDefinition(Thunk.of(set)), certain, conditional: definition.conditional };
    });
    const { run, location, named } = this.input;
    return new MergedOption({ run, location, open: root.open, named }, type(), sets).merged();
  }

  #argumentsFor(fn: LambdaValue | undefined): Value {
    const base = this.#baseArguments();
    const formals = fn?.expr.pattern?.formals ?? [];
    const asked = formals.filter(({ name }) => !base.has(name) && name !== "config");
    const entries = new Map(base);
    // Each module has a thunk of its own: one that asks too early must not spoil it for the others.
    entries.set("config", attr(this.#configThunk()));
    for (const { name } of asked) entries.set(name, attr(this.#moduleArgument(name)));
    return attrs(entries, true);
  }

  #baseArguments(): ReadonlyMap<string, Attr> {
    if (this.#arguments !== undefined) return this.#arguments;
    const entries = new Map<string, Attr>();
    for (const [name, value] of this.input.arguments) entries.set(name, attr(value));
    entries.set("lib", attr(this.input.run.lib));
    entries.set("options", attr(unknownThunk("the options")));
    if (!entries.has("specialArgs")) entries.set("specialArgs", attr(unknownThunk("the special arguments")));
    this.#arguments = entries;
    return entries;
  }

  /** An argument that some module gives with `_module.args`, or the submodule's `name`. */
  #moduleArgument(name: string): Thunk {
    return Thunk.lazy((evaluation) => {
      const args = this.#internal("args");
      const given = args?.kind === "attrs" ? args.entries.get(name) : undefined;
      if (given?.certain === true) return given.value.force(evaluation);
      const own = this.input.location?.name;
      if (name !== "name" || own === undefined || own === "<name>" || own === "*")
        return unknown(`the argument ${name}`);
      return { kind: "string", text: own };
    });
  }
}
