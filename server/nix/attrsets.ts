/** Sets: how bindings become attributes. Reference manual, "Attribute Set". */
import { thunkOf } from "./evaluate.ts";
import type { AttrBinding, AttrName, AttrsExpr, Binding, Expr, LetExpr, Place } from "./expr.ts";
import type { NameScope, Scope } from "./scope.ts";
import { evaluateName, selectOne } from "./selection.ts";
import { type Evaluation, Thunk, unknownThunk } from "./thunk.ts";
import {
  type Attr,
  type AttrsValue,
  attrs,
  fault,
  type Stuck,
  type UnknownValue,
  unknown,
  type Value,
} from "./value.ts";

/** A binding on its way into a set: the names of `path` from `depth` on are still to be made into nested sets. */
interface Item {
  readonly path: readonly AttrName[];
  readonly depth: number;
  readonly value: Expr;
  readonly scope: Scope;
}

/** What is bound to one name: a finished attribute (`inherit`) or the items that make it. */
interface Slot {
  readonly name: Place;
  readonly inherited: Thunk | undefined;
  readonly items: Item[];
}

/** The value of a set literal. */
export function evaluateAttrs(expr: AttrsExpr, scope: Scope, evaluation: Evaluation): Value {
  if (!expr.recursive)
    return buildSet(itemsOf(expr.bindings, scope), expr.bindings, scope, scope, expr.damaged, evaluation);
  const names = new Map<string, Thunk>();
  const inner: NameScope = { kind: "names", parent: scope, names, open: expr.damaged };
  return buildSet(itemsOf(expr.bindings, inner), expr.bindings, inner, scope, expr.damaged, evaluation, names);
}

/** The scope that the bindings of `let` make. */
export function letScope(expr: LetExpr, scope: Scope, evaluation: Evaluation): Scope {
  const names = new Map<string, Thunk>();
  const inner: NameScope = { kind: "names", parent: scope, names, open: expr.damaged };
  buildSet(itemsOf(expr.bindings, inner), expr.bindings, inner, scope, expr.damaged, evaluation, names);
  return inner;
}

function itemsOf(bindings: readonly Binding[], scope: Scope): Item[] {
  return bindings
    .filter((binding): binding is AttrBinding => binding.kind === "bind")
    .map(({ path, value }) => ({ path, depth: 0, value, scope }));
}

/**
 * Makes a set of `items` and of the `inherit`s among `bindings`. Static names go first: with `names` (a `rec` or `let`) they are in scope
 * while computed names are evaluated.
 */
function buildSet(
  items: readonly Item[],
  bindings: readonly Binding[],
  scope: Scope,
  outer: Scope,
  damaged: boolean,
  evaluation: Evaluation,
  names?: Map<string, Thunk>,
): AttrsValue | Stuck {
  const slots = new Map<string, Slot>();
  let open = addInherits(slots, bindings, scope, outer, evaluation) || damaged;
  const computed: Item[] = [];
  for (const item of items) {
    const name = item.path[item.depth];
    if (name?.kind === "static") slotOf(slots, name.name, name).items.push(item);
    else computed.push(item);
  }
  const entries = new Map<string, Attr>();
  const fill = () => {
    for (const [name, slot] of slots) {
      if (entries.has(name)) continue;
      const value = slot.inherited ?? attrOf(slot.items, damaged, evaluation);
      entries.set(name, { value, certain: true, name: slot.name });
      names?.set(name, value);
    }
  };
  fill();
  const unnamed: Attr[] = [];
  for (const item of computed) {
    const place = item.path[item.depth];
    if (place?.kind !== "dynamic") continue;
    const name = evaluateName(place, item.scope, evaluation);
    if (name === null) continue;
    if (typeof name === "string") {
      if (entries.has(name)) return fault("other", `the attribute ${name} is defined twice`, place);
      const value = attrOf([item], damaged, evaluation);
      entries.set(name, { value, certain: true, name: place });
    } else if (name.kind === "error") return name;
    else {
      open = true;
      unnamed.push({ value: attrOf([item], damaged, evaluation), certain: true, name: place });
    }
  }
  return attrs(entries, open, unnamed);
}

function slotOf(slots: Map<string, Slot>, name: string, place: Place): Slot {
  const known = slots.get(name);
  if (known !== undefined) return known;
  const slot: Slot = { name: place, inherited: undefined, items: [] };
  slots.set(name, slot);
  return slot;
}

/** Adds what `inherit` binds; returns whether some of its names are not known. */
function addInherits(
  slots: Map<string, Slot>,
  bindings: readonly Binding[],
  scope: Scope,
  outer: Scope,
  evaluation: Evaluation,
): boolean {
  let open = false;
  for (const binding of bindings) {
    if (binding.kind !== "inherit") continue;
    const from = binding.from === undefined ? undefined : thunkOf(binding.from, scope, evaluation);
    for (const name of binding.names) {
      if (name.kind !== "static") {
        open = true;
        continue;
      }
      const inherited =
        from === undefined
          ? Thunk.expr(
              { kind: "variable", name: name.name, chunk: name.chunk, start: name.start, end: name.end },
              outer,
            )
          : Thunk.lazy((run) => selectOne(from.force(run), name.name, name, run));
      slots.set(name.name, { name, inherited, items: [] });
    }
  }
  return open;
}

/** The attribute that `items`, all for one name, make together. */
function attrOf(items: readonly Item[], damaged: boolean, evaluation: Evaluation): Thunk {
  const [only] = items;
  if (only !== undefined && items.length === 1 && only.depth + 1 === only.path.length)
    return thunkOf(only.value, only.scope, evaluation);
  return Thunk.lazy((run) => mergeItems(items, damaged, run));
}

/** `a.b = 1; a.c = 2; a = { d = 3; };` make one set; anything else twice is an error in Nix. */
function mergeItems(items: readonly Item[], damaged: boolean, evaluation: Evaluation): Value {
  const inner: Item[] = [];
  const inherits: Binding[] = [];
  let scope: Scope | undefined;
  let open = damaged;
  for (const item of items) {
    scope = item.scope;
    if (item.depth + 1 < item.path.length) {
      inner.push({ ...item, depth: item.depth + 1 });
      continue;
    }
    if (item.value.kind !== "attrs") {
      return damaged
        ? unknown("text that is not Nix")
        : fault("other", "this attribute is defined twice", item.path[item.depth]);
    }
    if (item.value.recursive) return unknown("a recursive set with bindings outside of it");
    open ||= item.value.damaged;
    for (const binding of item.value.bindings) {
      if (binding.kind === "bind")
        inner.push({ path: binding.path, depth: 0, value: binding.value, scope: item.scope });
      else inherits.push(binding);
    }
  }
  if (scope === undefined) return attrs(new Map());
  return buildSet(inner, inherits, scope, scope, open, evaluation);
}

/**
 * `left // right` where either may be known in part. What an unknown right side may override keeps its name and loses its value, so that
 * the names can still be judged.
 */
export function updateAttrs(left: AttrsValue | UnknownValue, right: AttrsValue | UnknownValue): Value {
  if (left.kind === "unknown" && right.kind === "unknown") return left;
  if (left.kind === "attrs" && right.kind === "attrs" && !right.open && left.entries.size === 0 && !left.open)
    return right;
  const mine: ReadonlyMap<string, Attr> = left.kind === "attrs" ? left.entries : new Map();
  const other: ReadonlyMap<string, Attr> = right.kind === "attrs" ? right.entries : new Map();
  const leftOpen = left.kind === "unknown" || left.open;
  const rightOpen = right.kind === "unknown" || right.open;
  const entries = new Map<string, Attr>();
  for (const [name, entry] of mine)
    entries.set(name, rightOpen ? { ...entry, value: unknownThunk(`the attribute ${name}`) } : entry);
  for (const [name, entry] of other) {
    const under = mine.get(name);
    if (entry.certain) entries.set(name, entry);
    else if (under !== undefined || leftOpen)
      entries.set(name, { ...entry, value: unknownThunk(`the attribute ${name}`), certain: under?.certain ?? false });
    else entries.set(name, entry);
  }
  const unnamed = [...(left.kind === "attrs" ? left.unnamed : []), ...(right.kind === "attrs" ? right.unnamed : [])];
  return attrs(entries, leftOpen || rightOpen, unnamed);
}
