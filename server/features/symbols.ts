/** `textDocument/documentSymbol` and `workspace/symbol`: the backups of a file, and of all machines. */
import { type DocumentSymbol, SymbolKind, type WorkspaceSymbol } from "vscode-languageserver-types";
import type { ClanModel } from "../clan/topology/model.ts";
import { type AttrBinding, type Expr, type Place, type Span, spanOf } from "../nix/expr.ts";
import { optionName } from "../nix/options/optionName.ts";
import { childrenOf } from "../nix/syntax/children.ts";
import { type FeatureContext, rangesOf } from "./context.ts";
import { Locator, spotOf } from "./places.ts";

/** Names whose sets are told whole, by what begins their path. */
const OUTLINED =
  /^(?:config\.)?(?:clan|clanCore|fileSystems|services\.borgbackup|inventory|machines|instances|meta)(?:\.|$)/;

/** The outline of the backups in a document. */
export function documentSymbols(context: FeatureContext): readonly DocumentSymbol[] {
  const rangeOf = rangesOf(context);
  const symbolsIn = (expr: Expr, prefix: string, depth: number): DocumentSymbol[] =>
    bindingsIn(expr).flatMap((binding): DocumentSymbol[] => {
      const name = nameOf(binding);
      if (name === undefined || depth > MOST_NESTED) return [];
      const path = prefix === "" ? name : `${prefix}.${name}`;
      const isOurs = OUTLINED.test(path);
      const children = symbolsIn(binding.value, isOurs || prefix !== "" ? path : "", depth + 1);
      if (!isOurs) return children;
      const range = rangeOf(spanOf(binding));
      const selectionRange = rangeOf(nameSpan(binding));
      return [{ name, kind: kindOf(binding.value), range, selectionRange, children }];
    });
  return symbolsIn(context.file.root, "", 0);
}

const MOST_NESTED = 20;

/** The bindings of the sets that `expr` is made of. */
function bindingsIn(expr: Expr): readonly AttrBinding[] {
  const found: AttrBinding[] = [];
  const pending: Expr[] = [expr];
  for (let at = pending.shift(); at !== undefined; at = pending.shift()) {
    if (at.kind === "attrs") {
      for (const binding of at.bindings) if (binding.kind === "bind") found.push(binding);
    } else if (at.kind === "let") {
      for (const binding of at.bindings) if (binding.kind === "bind") pending.push(binding.value);
      pending.push(at.body);
    } else pending.push(...childrenOf(at));
  }
  return found;
}

function nameOf({ path }: AttrBinding): string | undefined {
  const names = path.map((name) => (name.kind === "static" ? name.name : "<name>"));
  return names.length === 0 || names.includes("") ? undefined : optionName(names);
}

function nameSpan({ path, ...place }: AttrBinding): Span {
  const [first, last] = [path[0], path.at(-1)];
  if (first === undefined || last === undefined) return spanOf(place);
  return { start: spanOf(first).start, end: spanOf(last).end };
}

function kindOf(value: Expr): SymbolKind {
  switch (value.kind) {
    case "attrs":
    case "lambda":
      return SymbolKind.Object;
    case "list":
      return SymbolKind.Array;
    case "string":
      return SymbolKind.String;
    case "int":
    case "float":
      return SymbolKind.Number;
    default:
      return SymbolKind.Property;
  }
}

/** More than these are not sent. */
export const MOST_SYMBOLS = 500;

/** The machines of all clans with their states, targets, destinations and repositories, whose names hold `query`. */
export function workspaceSymbols(
  clans: readonly ClanModel[],
  query: string,
  uriOf: (path: string) => string,
): readonly WorkspaceSymbol[] {
  const locator = new Locator(uriOf);
  const wanted = query.toLowerCase();
  const symbols = new Map<string, WorkspaceSymbol>();
  const add = (name: string, kind: SymbolKind, at: Place | undefined, containerName: string) => {
    if (at === undefined || symbols.size >= MOST_SYMBOLS || !name.toLowerCase().includes(wanted)) return;
    const location = locator.location(spotOf(at));
    symbols.set(JSON.stringify([name, containerName, location]), { name, kind, location, containerName });
  };
  for (const clan of clans) {
    for (const machine of clan.machines.values()) {
      const name = machine.name ?? "";
      for (const at of [
        ...clan.options.placesOf("machines", name),
        ...clan.options.placesOf("inventory", "machines", name),
      ])
        add(name, SymbolKind.Class, at, "machine");
      for (const state of machine.states.items) add(state.name, SymbolKind.Field, state.at, `state of ${name}`);
      for (const { key, at } of machine.localBackup.targets.items) add(key, SymbolKind.Field, at, `target of ${name}`);
      for (const { key, at } of machine.destinations.items) add(key, SymbolKind.Field, at, `destination of ${name}`);
      for (const { key, at } of machine.repositories.items) add(key, SymbolKind.Field, at, `repository on ${name}`);
    }
    for (const { name, at } of clan.instances.items) add(name, SymbolKind.Module, at, "instance");
  }
  return [...symbols.values()];
}
