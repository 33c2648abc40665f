/** Names that `let`, functions and `rec` bind inside of one file: where they are bound and where they are used. */
import { type AttrName, type Binding, type Expr, type Span, spanOf } from "../nix/expr.ts";
import { childrenOf } from "../nix/syntax/children.ts";

export interface Variable {
  readonly name: string;
  /** Where it is bound; several places for a set that is written in parts. */
  readonly bindings: readonly Span[];
  readonly uses: readonly Span[];
  /** Others may name it as well: callers an argument of a set, anybody the attribute of a recursive set. */
  readonly isShared: boolean;
}

/** What binds names for what is inside of it. */
interface Scope {
  readonly expr: Expr;
  readonly names: ReadonlyMap<string, readonly Span[]>;
}

/** The variable at `offset` of the file whose expression is `root`, told from its use or its binding. */
export function variableAt(root: Expr, offset: number): Variable | undefined {
  const around = pathTo(root, offset);
  const innermost = around.at(-1);
  if (innermost === undefined) return undefined;
  for (let index = around.length - 1; index >= 0; index--) {
    const expr = around[index];
    const scope = expr && scopeOf(expr);
    if (scope === undefined) continue;
    for (const [name, bindings] of scope.names) {
      const isBinding = bindings.some((span) => touches(span, offset));
      const isUse = innermost.kind === "variable" && innermost.name === name && touches(spanOf(innermost), offset);
      if (isBinding || isUse || isInherited(around.slice(index), name, offset))
        return { name, bindings, uses: usesIn(scope, name), isShared: isShared(scope.expr, name) };
    }
  }
  return undefined;
}

function isShared(expr: Expr, name: string): boolean {
  if (expr.kind === "lambda") return expr.pattern?.formals.some((formal) => formal.name === name) === true;
  return expr.kind === "attrs";
}

function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** The expressions around `offset`, from the outermost in. */
function pathTo(root: Expr, offset: number): readonly Expr[] {
  const path: Expr[] = [];
  let at: Expr | undefined = root;
  while (at !== undefined) {
    path.push(at);
    at = childrenOf(at).find((child) => touches(spanOf(child), offset));
  }
  return path;
}

function scopeOf(expr: Expr): Scope | undefined {
  if (expr.kind === "let" || (expr.kind === "attrs" && expr.recursive)) return { expr, names: boundIn(expr.bindings) };
  if (expr.kind !== "lambda") return undefined;
  const names = new Map<string, readonly Span[]>();
  for (const formal of expr.pattern?.formals ?? []) {
    const { start } = spanOf(formal);
    names.set(formal.name, [{ start, end: start + formal.name.length }]);
  }
  if (expr.name !== undefined) {
    const span = spanOf(expr);
    const head = expr.chunk.source.text.slice(span.start, spanOf(expr.body).start);
    const found = expr.pattern === undefined ? 0 : /@\s*/.exec(head);
    const start = typeof found === "number" ? found : (found?.index ?? 0) + (found?.[0].length ?? 0);
    if (head.startsWith(expr.name, start))
      names.set(expr.name, [{ start: span.start + start, end: span.start + start + expr.name.length }]);
  }
  return { expr, names };
}

function boundIn(bindings: readonly Binding[]): ReadonlyMap<string, readonly Span[]> {
  const names = new Map<string, Span[]>();
  const add = (name: AttrName | undefined) => {
    if (name?.kind !== "static") return;
    const spans = names.get(name.name);
    if (spans === undefined) names.set(name.name, [spanOf(name)]);
    else spans.push(spanOf(name));
  };
  for (const binding of bindings) {
    if (binding.kind === "bind") add(binding.path[0]);
    else for (const name of binding.names) add(name);
  }
  return names;
}

/** `inherit name;` uses the name of the scope around it. */
function isInherited(inside: readonly Expr[], name: string, offset: number): boolean {
  return inside.some((expr) => inheritedIn(expr, name).some((span) => touches(span, offset)));
}

function inheritedIn(expr: Expr, name: string): readonly Span[] {
  if (expr.kind !== "attrs" && expr.kind !== "let") return [];
  return expr.bindings.flatMap((binding) =>
    binding.kind === "inherit" && binding.from === undefined
      ? binding.names.flatMap((found) => (found.kind === "static" && found.name === name ? [spanOf(found)] : []))
      : [],
  );
}

/** The uses of a scope's name, without those inside of scopes that bind it anew. */
function usesIn({ expr: root }: Scope, name: string): readonly Span[] {
  const uses: Span[] = [];
  const pending: Expr[] = [root];
  for (let expr = pending.pop(); expr !== undefined; expr = pending.pop()) {
    if (expr.kind === "variable" && expr.name === name) uses.push(spanOf(expr));
    const own = expr === root ? undefined : scopeOf(expr);
    const isShadowed = own?.names.has(name) === true;
    if (expr !== root || expr.kind === "attrs") uses.push(...inheritedIn(expr, name));
    if (!isShadowed) pending.push(...childrenOf(expr));
  }
  return uses.sort((a, b) => a.start - b.start);
}
