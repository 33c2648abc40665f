/** Names that are certainly not defined: Nix refuses the file when it parses it, even where the value is never asked for. */
import type { AttrName, Binding, Expr, Place, SetPattern, StringPart } from "../expr.ts";
import type { RootScope } from "../scope.ts";

export interface UndefinedName {
  readonly name: string;
  /** Where the name is written: a variable, or a name behind `inherit`. */
  readonly at: Place;
}

/**
 * Names that newer releases of Nix define globally, besides `rootScope()`: `break` (Nix 2.9), `fetchFinalTree` (2.19). What begins with two
 * underscores may be a builtin of any release. `or` is a word that old Nix reads as a variable in places.
 */
const NEWER_NAMES: ReadonlySet<string> = new Set(["break", "fetchFinalTree", "or"]);

/**
 * The variables in `root`, the expression of a whole file, that nothing binds; in the order of the text, more or less. Silent about what
 * stands below a `with`, in a set, list or `let` that a syntax error damages, and in what is no Nix: use it for files without a syntax
 * error, since a syntax error may have moved whole bindings elsewhere. A file that is only read by `scopedImport` has more names in scope
 * than this can know. Nix reference manual, "Variables"; Nix' `bindVars` (nixexpr.cc).
 */
export function undefinedNames(root: Expr, scope: RootScope): readonly UndefinedName[] {
  const walk = new Walk(scope, /\brec\b/.test(root.chunk.source.text));
  walk.expr(root);
  return walk.found;
}

const NO_NAMES: ReadonlySet<string> = new Set();

class Walk {
  readonly found: UndefinedName[] = [];
  readonly #globals: ReadonlyMap<string, unknown>;
  /** How many of the enclosing `let`s, `rec`s and functions bind a name. */
  readonly #bound = new Map<string, number>();

  /** Some set may be recursive; most files have none, and to look for what is merged into one takes time. */
  readonly #mayBeRecursive: boolean;

  constructor(scope: RootScope, mayBeRecursive: boolean) {
    this.#globals = scope.names;
    this.#mayBeRecursive = mayBeRecursive;
  }

  /** Recursion is bounded by the depth of the syntax, which the lowering bounds. */
  expr(expr: Expr): void {
    switch (expr.kind) {
      case "variable":
        this.#use(expr.name, expr);
        break;
      case "string":
      case "path":
        this.#parts(expr.parts);
        break;
      case "select":
      case "has":
        this.expr(expr.target);
        this.#path(expr.path);
        if (expr.kind === "select" && expr.fallback !== undefined) this.expr(expr.fallback);
        break;
      case "apply":
        this.expr(expr.fn);
        this.expr(expr.arg);
        break;
      case "lambda":
        this.#lambda(expr.name, expr.pattern, expr.body);
        break;
      case "let":
        if (!expr.damaged) this.#bindings(expr.bindings, true, expr.body);
        break;
      case "attrs":
        if (!expr.damaged) this.#bindings(expr.bindings, expr.recursive, undefined);
        break;
      case "list":
        if (!expr.damaged) for (const element of expr.elements) this.expr(element);
        break;
      default:
        this.#other(expr);
    }
  }

  #other(expr: Expr): void {
    switch (expr.kind) {
      case "with":
        // The set decides what its body may name.
        this.expr(expr.env);
        break;
      case "assert":
        this.expr(expr.condition);
        this.expr(expr.body);
        break;
      case "if":
        this.expr(expr.condition);
        this.expr(expr.then);
        this.expr(expr.otherwise);
        break;
      case "binary":
        this.expr(expr.left);
        this.expr(expr.right);
        break;
      case "unary":
        this.expr(expr.operand);
        break;
      default:
    }
  }

  #use(name: string, at: Place): void {
    if ((this.#bound.get(name) ?? 0) > 0 || this.#globals.has(name)) return;
    if (name.startsWith("__") || NEWER_NAMES.has(name)) return;
    this.found.push({ name, at });
  }

  #parts(parts: readonly StringPart[]): void {
    for (const part of parts) if (part.kind === "interpolation") this.expr(part.expr);
  }

  #path(path: readonly AttrName[]): void {
    for (const name of path) if (name.kind === "dynamic") this.expr(name.expr);
  }

  #lambda(name: string | undefined, pattern: SetPattern | undefined, body: Expr): void {
    const names = pattern?.formals.map((formal) => formal.name) ?? [];
    if (name !== undefined) names.push(name);
    this.#count(names, 1);
    for (const { fallback } of pattern?.formals ?? []) if (fallback !== undefined) this.expr(fallback);
    this.expr(body);
    this.#count(names, -1);
  }

  /** The bindings of a set, or of a `let` with its `body`. Names of `inherit` are those outside. */
  #bindings(bindings: readonly Binding[], recursive: boolean, body: Expr | undefined): void {
    for (const binding of bindings) {
      if (binding.kind !== "inherit" || binding.from !== undefined) continue;
      for (const name of binding.names) {
        const text = staticName(name);
        if (text !== undefined) this.#use(text, name);
      }
    }
    const names = recursive ? boundNames(bindings) : [];
    const merged = this.#mayBeRecursive ? mergedIntoRecursive(bindings) : NO_NAMES;
    this.#count(names, 1);
    for (const binding of bindings) {
      if (binding.kind === "inherit") {
        if (binding.from !== undefined) this.expr(binding.from);
        continue;
      }
      const first = merged.size === 0 ? undefined : attributeName(binding);
      if (first !== undefined && merged.has(first)) continue;
      this.#path(binding.path);
      this.expr(binding.value);
    }
    if (body !== undefined) this.expr(body);
    this.#count(names, -1);
  }

  #count(names: readonly string[], by: 1 | -1): void {
    for (const name of names) this.#bound.set(name, (this.#bound.get(name) ?? 0) + by);
  }
}

function boundNames(bindings: readonly Binding[]): readonly string[] {
  const names: string[] = [];
  for (const binding of bindings) {
    const written = binding.kind === "inherit" ? binding.names : binding.path.slice(0, 1);
    for (const name of written) {
      const text = staticName(name);
      if (text !== undefined) names.push(text);
    }
  }
  return names;
}

/** The text of a name that is known when Nix parses the file: `${"x"}` is `x`. */
function staticName(name: AttrName): string | undefined {
  if (name.kind === "static") return name.name;
  if (name.expr.kind !== "string") return undefined;
  let text = "";
  for (const part of name.expr.parts) {
    if (part.kind === "interpolation") return undefined;
    text += part.text;
  }
  return text;
}

/**
 * Names of attributes that are written in several bindings of which one has a `rec` set. Nix makes one set of them, and in
 * `a = rec { b = 1; }; a.c = b;` the second binding sees the names of the first.
 */
function mergedIntoRecursive(bindings: readonly Binding[]): ReadonlySet<string> {
  if (bindings.length < 2) return NO_NAMES;
  const seen = new Set<string>();
  let several: Set<string> | undefined;
  for (const binding of bindings) {
    const name = attributeName(binding);
    if (name === undefined) continue;
    if (seen.has(name)) several = (several ?? new Set()).add(name);
    seen.add(name);
  }
  if (several === undefined) return NO_NAMES;
  const recursive = new Set<string>();
  for (const binding of bindings) {
    const name = attributeName(binding);
    if (name !== undefined && several.has(name) && binding.kind === "bind" && hasRecursiveSet(binding.value))
      recursive.add(name);
  }
  return recursive;
}

/** The first name of an attribute's path. */
function attributeName(binding: Binding): string | undefined {
  const first = binding.kind === "bind" ? binding.path[0] : undefined;
  return first && staticName(first);
}

/** Whether `value` is a `rec` set, or a set with one in it however deep. */
function hasRecursiveSet(value: Expr): boolean {
  if (value.kind !== "attrs") return false;
  return value.recursive || value.bindings.some((inner) => inner.kind === "bind" && hasRecursiveSet(inner.value));
}
