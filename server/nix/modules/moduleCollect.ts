/**
 * Finds all modules that a configuration is made of: functions are called, paths imported, `imports` followed. lib/modules.nix of nixpkgs:
 * collectModules, unifyModuleSyntax.
 */
import type { Place } from "../expr.ts";
import { type Evaluation, Thunk } from "../thunk.ts";
import { type AttrsValue, attrs, type ErrorValue, fault, type LambdaValue, unknown, type Value } from "../value.ts";
import { certainDefinition, type Definition, propertyOf } from "./moduleDefinitions.ts";
import { type ModuleProblem, problem } from "./problem.ts";

/** A module to start from. */
export type ModuleSource =
  /** A set of definitions only: nothing in it is `imports` or `options`. */
  | { readonly kind: "config"; readonly definition: Definition }
  /** A module: a set, a function or a path; `definition` is set where an option's definition is the module. */
  | { readonly kind: "module"; readonly module: Thunk; readonly definition: Definition | undefined };

export interface Collected {
  /** What modules define, in the order in which the module system merges it. */
  readonly configs: readonly Definition[];
  /** Values of the modules' `options`. */
  readonly options: readonly Value[];
  readonly freeform: Thunk | undefined;
  /** Some modules are not known. */
  readonly open: boolean;
  /** Modules that are known only to define none of the options that are judged, by what is known of them. */
  readonly inert: readonly string[];
  readonly problems: readonly ModuleProblem[];
  /** Absolute paths of the files that were imported. */
  readonly files: readonly string[];
}

/** Who collects. */
export interface Collector {
  readonly evaluation: Evaluation;
  readonly path: readonly string[];
  /** The set that a module is called with; `fn` tells which further arguments it asks for. */
  argumentsFor(fn: LambdaValue | undefined): Value;
}

/** Ten times the modules of NixOS; a module that imports itself in a new way each time would fill the memory. */
const MAX_MODULES = 20_000;

/** Attributes of a module that are no definitions, without and with an explicit `config` or `options`. */
const META = new Set(["_class", "_file", "key", "disabledModules", "require", "imports", "freeformType"]);
const EXPLICIT = new Set([
  ...["_class", "_file", "key", "disabledModules", "imports", "options", "config", "meta", "freeformType"],
]);

interface Loaded {
  /** The same key twice is one module; `undefined` for modules without a file. */
  key: string | undefined;
  configs: Definition[];
  options: Value | undefined;
  freeform: Thunk | undefined;
  imports: readonly Thunk[];
  disabled: readonly Value[];
}

export function collectModules(sources: readonly ModuleSource[], collector: Collector): Collected {
  const first = new Collection(collector);
  first.run(sources, new Set());
  const disabled = first.disabledKeys();
  if (disabled.size === 0) return first.result();
  const second = new Collection(collector);
  second.run(sources, disabled);
  return second.result();
}

class Collection {
  readonly #collector: Collector;
  readonly #modules: Loaded[] = [];
  readonly #problems: ModuleProblem[] = [];
  readonly #files: string[] = [];
  #open = false;
  readonly #inert: string[] = [];

  constructor(collector: Collector) {
    this.#collector = collector;
  }

  /** Breadth first, each key once, as `builtins.genericClosure` visits them. */
  run(sources: readonly ModuleSource[], without: ReadonlySet<string>): void {
    const seen = new Set<string>();
    const queue: Loaded[] = [];
    const take = (loaded: Loaded | undefined) => {
      if (loaded?.key !== undefined) {
        if (seen.has(loaded.key) || without.has(loaded.key)) return;
        seen.add(loaded.key);
      }
      if (loaded !== undefined) queue.push(loaded);
    };
    for (const source of sources) take(this.#loadSource(source));
    const { evaluation } = this.#collector;
    for (let at = 0; at < queue.length; at++) {
      const loaded = queue[at];
      if (loaded === undefined || evaluation.spend(1) !== undefined || at >= MAX_MODULES) {
        this.#open = true;
        break;
      }
      this.#modules.push(loaded);
      for (const item of loaded.imports) take(this.#load(item, undefined));
    }
  }

  result(): Collected {
    const modules = [...this.#modules].reverse();
    return {
      configs: modules.flatMap(({ configs }) => configs),
      options: modules.flatMap(({ options }) => (options === undefined ? [] : [options])),
      freeform: modules.find(({ freeform }) => freeform !== undefined)?.freeform,
      open: this.#open,
      inert: this.#inert,
      problems: this.#problems,
      files: this.#files,
    };
  }

  /** What `disabledModules` names. A string is a module of nixpkgs, which is not among ours. */
  disabledKeys(): Set<string> {
    const keys = new Set<string>();
    for (const { disabled } of this.#modules) {
      for (const value of disabled) {
        const key = value.kind === "attrs" ? value.entries.get("key")?.value.force(this.#collector.evaluation) : value;
        if (key?.kind === "path") keys.add(key.path);
        else if (key?.kind === "string") keys.add(key.text);
        else this.#open = true;
      }
    }
    return keys;
  }

  #loadSource(source: ModuleSource): Loaded | undefined {
    return source.kind === "config"
      ? { ...blank(undefined), configs: [source.definition] }
      : this.#load(source.module, source.definition);
  }

  #load(thunk: Thunk, definition: Definition | undefined): Loaded | undefined {
    const { evaluation } = this.#collector;
    const value = thunk.force(evaluation);
    if (value.kind !== "path" && !(value.kind === "string" && value.text.startsWith("/")))
      return this.#loadValue(value, undefined, thunk.origin, definition);
    const file = value.kind === "path" ? value.path : value.text;
    const content = evaluation.importFile(file, thunk.origin);
    if (content.kind !== "error" || content.fault.kind !== "missing-file") this.#files.push(file);
    return this.#loadValue(content, file, thunk.origin, definition);
  }

  #loadValue(
    value: Value,
    file: string | undefined,
    at: Place | undefined,
    definition: Definition | undefined,
  ): Loaded | undefined {
    const { evaluation } = this.#collector;
    switch (value.kind) {
      case "lambda":
      case "builtin": {
        const given = this.#collector.argumentsFor(value.kind === "lambda" ? value : undefined);
        const result = evaluation.apply(value, Thunk.of(given), undefined);
        return this.#unify(result, file, at, definition);
      }
      case "attrs": {
        if (!value.entries.has("__functor")) return this.#unify(value, file, at, definition);
        const given = this.#collector.argumentsFor(undefined);
        return this.#unify(evaluation.apply(value, Thunk.of(given), at), file, at, definition);
      }
      default:
        return this.#unify(value, file, at, definition);
    }
  }

  /** A module that is no function any more. */
  #unify(
    value: Value,
    file: string | undefined,
    at: Place | undefined,
    definition: Definition | undefined,
  ): Loaded | undefined {
    switch (value.kind) {
      case "unknown":
        this.#open ||= !value.inert;
        if (value.inert) this.#inert.push(value.why);
        return blank(file);
      case "error":
        return this.#failed(value, at, file);
      case "attrs":
        break;
      case "host":
      case "partial-string":
      case "lambda":
      case "builtin":
        this.#open = true;
        return blank(file);
      default:
        return this.#failed(fault("type", "this is not a module", at), at, file);
    }
    const own = definition ?? certainDefinition(Thunk.of(value));
    const property = propertyOf(value, this.#collector.evaluation);
    if (property === "if" || property === "override" || property === "merge" || property === "order")
      return { ...blank(file), configs: [{ ...own, value: Thunk.of(value) }] };
    return this.#unifySet(value, file, own);
  }

  #failed(error: ErrorValue, at: Place | undefined, file: string | undefined): Loaded {
    this.#open = true;
    const { path } = this.#collector;
    const place = error.fault.kind === "missing-file" ? (at ?? error.fault.at) : (error.fault.at ?? at);
    this.#problems.push(problem("evaluation-error", path, place, { fault: error.fault }));
    return blank(file);
  }

  #unifySet(set: AttrsValue, file: string | undefined, own: Definition): Loaded {
    const { evaluation } = this.#collector;
    const key = set.entries.get("key")?.value.force(evaluation);
    const loaded = blank(key?.kind === "string" ? key.text : key?.kind === "path" ? key.path : file);
    loaded.imports = [...this.#listOf(set, "require"), ...this.#listOf(set, "imports")];
    loaded.disabled = this.#listOf(set, "disabledModules").map((item) => item.force(evaluation));
    loaded.freeform = set.entries.get("freeformType")?.value;
    const config = set.entries.get("config");
    const options = set.entries.get("options");
    if (config === undefined && options === undefined) {
      loaded.configs.push({ ...own, value: Thunk.of(withoutMeta(set)) });
      return loaded;
    }
    this.#reportStray(set);
    if (config !== undefined)
      loaded.configs.push({ ...own, value: config.value, certain: own.certain && config.certain });
    const meta = set.entries.get("meta");
    if (meta !== undefined) loaded.configs.push({ ...own, value: Thunk.of(attrs(new Map([["meta", meta]]))) });
    if (options !== undefined)
      loaded.options = options.certain ? options.value.force(evaluation) : unknown("options that may not be declared");
    if (set.open) this.#open = true;
    return loaded;
  }

  #reportStray(set: AttrsValue): void {
    const stray = [...set.entries.keys()].filter((name) => !EXPLICIT.has(name)).sort();
    const [name] = stray;
    if (name === undefined) return;
    const entry = set.entries.get(name);
    this.#problems.push(
      problem("unsupported-attribute", this.#collector.path, entry?.name, {
        found: name,
        certain: entry?.certain !== false,
        related: stray.slice(1).flatMap((other) => {
          const at = set.entries.get(other)?.name;
          return at === undefined ? [] : [{ at, role: "definition" as const }];
        }),
      }),
    );
  }

  /** The elements of a list attribute; what is not known of it leaves the collection open. */
  #listOf(set: AttrsValue, name: string): readonly Thunk[] {
    const entry = set.entries.get(name);
    if (entry === undefined) return [];
    const value = entry.certain ? entry.value.force(this.#collector.evaluation) : unknown(name);
    switch (value.kind) {
      case "list":
        this.#open ||= value.open;
        return value.elements;
      case "error":
        this.#failed(value, entry.value.origin ?? entry.name, undefined);
        return [];
      case "unknown":
        this.#open ||= !value.inert;
        if (value.inert) this.#inert.push(value.why);
        return [];
      default:
        this.#failed(fault("type", `${name} must be a list`, entry.value.origin), entry.name, undefined);
        return [];
    }
  }
}

function blank(key: string | undefined): Loaded {
  return { key, configs: [], options: undefined, freeform: undefined, imports: [], disabled: [] };
}

function withoutMeta(set: AttrsValue): AttrsValue {
  let some = false;
  for (const name of META) some ||= set.entries.has(name);
  if (!some) return set;
  return attrs(new Map([...set.entries].filter(([name]) => !META.has(name))), set.open, set.unnamed);
}
