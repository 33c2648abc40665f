import type { Thunk } from "./thunk.ts";

/**
 * Names in scope, innermost first. A `with` is looked into only when no enclosing `let`, `rec` or function binds the name, however far
 * outside that is (Nix reference manual, "With-expressions").
 */
export type Scope = ParameterScope | NameScope | WithScope | RootScope;

/** The one name that a call of `name: …` binds: most scopes are of this kind, so that it is kept small. */
export interface ParameterScope {
  readonly kind: "parameter";
  readonly parent: Scope;
  readonly name: string;
  readonly value: Thunk;
}

export interface NameScope {
  readonly kind: "names";
  readonly parent: Scope;
  readonly names: ReadonlyMap<string, Thunk>;
  /** Names may be missing here (a syntax error hides some, an attribute's name is computed): a name not found is unknown. */
  readonly open: boolean;
}

export interface WithScope {
  readonly kind: "with";
  readonly parent: Scope;
  readonly set: Thunk;
}

/** The names every file starts with: `builtins`, `true`, `map` … */
export interface RootScope {
  readonly kind: "root";
  readonly names: ReadonlyMap<string, Thunk>;
}

/** A name that nothing binds lexically. */
export interface Unbound {
  /** A scope on the way may bind the name without our knowing. */
  readonly hidden: boolean;
  /** Sets of the `with`s on the way, innermost first. */
  readonly withs: readonly Thunk[];
}

/** What `name` is bound to in `scope`, or where else it may come from. */
export function lookup(scope: Scope, name: string): Thunk | Unbound {
  let withs: Thunk[] | undefined;
  for (let at: Scope = scope; ; at = at.parent) {
    if (at.kind === "with") {
      withs ??= [];
      withs.push(at.set);
      continue;
    }
    if (at.kind === "parameter") {
      if (at.name === name) return at.value;
      continue;
    }
    const bound = at.names.get(name);
    if (bound !== undefined) return bound;
    if (at.kind === "root") return { hidden: false, withs: withs ?? [] };
    if (at.open) return { hidden: true, withs: [] };
  }
}
