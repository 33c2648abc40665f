import type { Thunk } from "./thunk.ts";

/**
 * Names in scope, innermost first. A `with` is looked into only when no enclosing `let`, `rec` or function binds the name, however far
 * outside that is (Nix reference manual, "With-expressions").
 */
export type Scope = NameScope | WithScope | RootScope;

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

export interface Lookup {
  /** The thunk bound lexically, when there is one. */
  readonly bound: Thunk | undefined;
  /** A scope on the way may bind the name without our knowing. */
  readonly hidden: boolean;
  /** Sets of the `with`s on the way, innermost first; to be asked when nothing is bound. */
  readonly withs: readonly Thunk[];
}

const NO_THUNKS: readonly Thunk[] = [];

/** Finds what `name` is bound to in `scope`. */
export function lookup(scope: Scope, name: string): Lookup {
  let withs: Thunk[] | undefined;
  for (let at: Scope = scope; ; at = at.parent) {
    if (at.kind === "with") {
      withs ??= [];
      withs.push(at.set);
      continue;
    }
    const bound = at.names.get(name);
    if (bound !== undefined) return { bound, hidden: false, withs: NO_THUNKS };
    if (at.kind === "root") return { bound: undefined, hidden: false, withs: withs ?? NO_THUNKS };
    if (at.open) return { bound: undefined, hidden: true, withs: NO_THUNKS };
  }
}
