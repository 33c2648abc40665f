/** What the modules of a clan and of its machines are called with. */
import { type Evaluation, Thunk } from "../nix/thunk.ts";
import { type Attr, type AttrsValue, attr, attrs, string, unknown, type Value } from "../nix/value.ts";
import type { OptionTrees } from "./trees.ts";

/**
 * Stands for `nixos/modules` of the nixpkgs in use. Its modules declare options and define none that we judge, so a file reader answers
 * with an empty module for every path below.
 */
export const NIXPKGS_MODULES = "/nix/store/nixpkgs/nixos/modules";

/** The values that all evaluations share. */
export interface Environment {
  /** nixpkgs' lib. */
  readonly lib: Value;
  /** nixpkgs' packages, as far as they matter. */
  readonly pkgs: Value;
  /** The options of the releases. */
  readonly trees: OptionTrees;
}

/** The arguments of a NixOS module, without `config` and `options`, which the module system adds. */
export function machineArguments(
  environment: Environment,
  special: ReadonlyMap<string, Thunk>,
): ReadonlyMap<string, Thunk> {
  return new Map([
    ["lib", Thunk.of(environment.lib)],
    ["pkgs", Thunk.of(environment.pkgs)],
    ["modulesPath", Thunk.of(string(NIXPKGS_MODULES))],
    ...special,
  ]);
}

/** The value at `path` inside `value`: unknown where it is not there or not known. */
export function valueAt(value: Value, path: readonly string[], evaluation: Evaluation): Value {
  let at = value;
  for (const name of path) {
    const entry = at.kind === "attrs" ? at.entries.get(name) : undefined;
    if (entry?.certain !== true) return unknown(path.join("."));
    at = entry.value.force(evaluation);
  }
  return at;
}

/** The attributes of `value`; none where it is no set. */
export function entriesOf(value: Value): ReadonlyMap<string, Attr> {
  return value.kind === "attrs" ? value.entries : new Map();
}

/** A set with these attributes, known whole. */
export function setOf(values: Readonly<Record<string, Value>>): AttrsValue {
  return attrs(new Map(Object.entries(values).map(([name, value]) => [name, attr(Thunk.of(value))])));
}
