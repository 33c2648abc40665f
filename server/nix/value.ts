/**
 * What a Nix expression can be, as far as it is known without Nix. `unknown` absorbs: whatever is computed from it is unknown too, and
 * nothing may be reported about it. Faults (`throw`, a type error …) are values, not exceptions.
 */
import type { LambdaExpr, Place } from "./expr.ts";
import type { Scope } from "./scope.ts";
import { compareText } from "./text.ts";
import type { Evaluation, Thunk } from "./thunk.ts";

export interface IntValue {
  readonly kind: "int";
  /** Always a safe integer; a result outside is unknown. */
  readonly value: number;
}

export interface FloatValue {
  readonly kind: "float";
  readonly value: number;
}

export interface BoolValue {
  readonly kind: "bool";
  readonly value: boolean;
}

export interface NullValue {
  readonly kind: "null";
}

export interface StringValue {
  readonly kind: "string";
  readonly text: string;
  /** The absolute path of the file whose whole text this is, where it was read from one. */
  readonly file?: string;
}

/** A string of which parts are known. `undefined` stands for a text that is not known and may be empty. */
export interface PartialStringValue {
  readonly kind: "partial-string";
  readonly pieces: readonly (string | undefined)[];
}

export interface PathValue {
  readonly kind: "path";
  /** Absolute and normalised, with forward slashes. */
  readonly path: string;
}

export interface ListValue {
  readonly kind: "list";
  readonly elements: readonly Thunk[];
  /**
   * How many elements from the first stand at their true index. It equals `elements.length` in a list that is known whole; when it is
   * less, or when `open` is set, there may be further elements in between or behind.
   */
  readonly open: boolean;
  /** Meaningful only with `open`: the first so many elements are at their index. */
  readonly prefix: number;
}

/** One attribute. */
export interface Attr {
  readonly value: Thunk;
  /** `false`: the set may or may not have it. */
  readonly certain: boolean;
  /** Where its name is written, when it is. */
  readonly name: Place | undefined;
}

export interface AttrsValue {
  readonly kind: "attrs";
  /** In no particular order; Nix's order is by name, see `sortedNames`. */
  readonly entries: ReadonlyMap<string, Attr>;
  /** The set may hold further attributes whose names are not known. */
  readonly open: boolean;
  /** Values of attributes whose names could not be known; the set is then open as well. */
  readonly unnamed: readonly Attr[];
}

export interface LambdaValue {
  readonly kind: "lambda";
  readonly expr: LambdaExpr;
  readonly scope: Scope;
}

/** A function of the host: a builtin, a function of nixpkgs' lib, or one that a caller of the evaluator supplies. */
export interface BuiltinValue {
  readonly kind: "builtin";
  readonly name: string;
  readonly arity: number;
  /** Arguments given so far, fewer than `arity`. */
  readonly args: readonly Thunk[];
  readonly run: BuiltinBody;
}

/** Computes a builtin's result from exactly `arity` arguments; `at` is the call, where it is known. */
export type BuiltinBody = (args: readonly Thunk[], evaluation: Evaluation, at: Place | undefined) => Value;

/** An object of the host that Nix code can pass on but not look into, such as an option type. */
export interface HostValue {
  readonly kind: "host";
  readonly tag: string;
  readonly object: object;
}

export interface UnknownValue {
  readonly kind: "unknown";
  /** For people who ask why: "the argument pkgs", "builtins.fetchTarball". */
  readonly why: string;
  /** As a module it is known to define none of the options that are judged (a hardware profile, say). Passes to what is selected from it. */
  readonly inert: boolean;
}

export type FaultKind =
  | "throw"
  | "abort"
  | "assertion"
  | "type"
  | "undefined-variable"
  | "missing-attribute"
  | "missing-argument"
  | "unexpected-argument"
  | "infinite-recursion"
  | "missing-file"
  | "other";

/** Why an expression has no value: what Nix would say when it forces it. */
export interface Fault {
  readonly kind: FaultKind;
  /** One plain sentence without a full stop. */
  readonly message: string;
  readonly at: Place | undefined;
  /** With `missing-file`: its absolute path, where it is known. */
  readonly file?: string;
}

export interface ErrorValue {
  readonly kind: "error";
  readonly fault: Fault;
}

export type FunctionValue = LambdaValue | BuiltinValue;

export type Value =
  | IntValue
  | FloatValue
  | BoolValue
  | NullValue
  | StringValue
  | PartialStringValue
  | PathValue
  | ListValue
  | AttrsValue
  | FunctionValue
  | HostValue
  | UnknownValue
  | ErrorValue;

/** A value from which nothing can be computed: it is passed on as the result. */
export type Stuck = UnknownValue | ErrorValue;

export function isStuck(value: { readonly kind: string }): value is Stuck {
  return value.kind === "unknown" || value.kind === "error";
}

const TRUE: BoolValue = { kind: "bool", value: true };
const FALSE: BoolValue = { kind: "bool", value: false };

export const nullValue: NullValue = { kind: "null" };

export function bool(value: boolean): BoolValue {
  return value ? TRUE : FALSE;
}

export function string(text: string): StringValue {
  return { kind: "string", text };
}

/** The integer, or unknown where it is too large to be exact here (Nix counts in 64 bits). */
export function int(value: number): IntValue | UnknownValue {
  return Number.isSafeInteger(value)
    ? { kind: "int", value: value === 0 ? 0 : value }
    : unknown("an integer beyond 2^53");
}

export function float(value: number): FloatValue {
  return { kind: "float", value };
}

export function path(absolute: string): PathValue {
  return { kind: "path", path: absolute };
}

export function unknown(why: string): UnknownValue {
  return { kind: "unknown", why, inert: false };
}

/** Unknown, and known to define nothing of interest when it is imported as a module. */
export function inertUnknown(why: string): UnknownValue {
  return { kind: "unknown", why, inert: true };
}

export function fault(kind: FaultKind, message: string, at?: Place): ErrorValue {
  return { kind: "error", fault: { kind, message, at } };
}

/** A list that is known whole. */
export function list(elements: readonly Thunk[]): ListValue {
  return { kind: "list", elements, open: false, prefix: elements.length };
}

/** A list of which only some elements are known; the first `prefix` of them stand at their index. */
export function openList(elements: readonly Thunk[], prefix: number): ListValue {
  return { kind: "list", elements, open: true, prefix };
}

/** A set; whole unless `open`. */
export function attrs(entries: ReadonlyMap<string, Attr>, open = false, unnamed: readonly Attr[] = []): AttrsValue {
  return { kind: "attrs", entries, open: open || unnamed.length > 0, unnamed };
}

export function builtin(name: string, arity: number, run: BuiltinBody): BuiltinValue {
  return { kind: "builtin", name, arity, args: [], run };
}

/** A certain attribute without a place. */
export function attr(value: Thunk, name?: Place): Attr {
  return { value, certain: true, name };
}

/** The names Nix would list, in its order. */
export function sortedNames(set: AttrsValue): string[] {
  return [...set.entries.keys()].sort(compareText);
}

const MAX_PIECES = 1000;

/** The text of a string built from `pieces`: whole where all are known. */
export function stringOf(pieces: readonly (string | undefined)[]): StringValue | PartialStringValue {
  const joined: (string | undefined)[] = [];
  for (const piece of pieces) {
    // Behind that many gaps nothing more is remembered: each sum copies the pieces.
    if (joined.length >= MAX_PIECES) {
      joined.push(undefined);
      break;
    }
    const last = joined.at(-1);
    if (piece === undefined ? joined.length > 0 && last === undefined : piece === "") continue;
    if (piece !== undefined && last !== undefined) joined[joined.length - 1] = last + piece;
    else joined.push(piece);
  }
  if (joined.length === 0) return string("");
  const only = joined[0];
  return joined.length === 1 && only !== undefined ? string(only) : { kind: "partial-string", pieces: joined };
}

/** What Nix calls the kind of `value` in its messages: "a set", "a string" …; `undefined` where there is no value. */
export function describeKind(value: Value): string | undefined {
  switch (value.kind) {
    case "int":
      return "an integer";
    case "float":
      return "a float";
    case "bool":
      return "a Boolean";
    case "null":
      return "null";
    case "string":
    case "partial-string":
      return "a string";
    case "path":
      return "a path";
    case "list":
      return "a list";
    case "attrs":
      return "a set";
    case "lambda":
    case "builtin":
      return "a function";
    case "host":
      return "a set";
    case "unknown":
    case "error":
      return undefined;
  }
}
