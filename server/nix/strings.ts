/** Strings, paths and what is turned into them. Reference manual, "String interpolation" and `builtins.toString`. */

import type { BinaryExpr, PathExpr, Place, StringPart } from "./expr.ts";
import { baseNameOf, directoryOf, normalise } from "./paths.ts";
import type { Scope } from "./scope.ts";
import { selectOne } from "./selection.ts";
import { type Evaluation, Thunk } from "./thunk.ts";
import {
  type AttrsValue,
  describeKind,
  type ErrorValue,
  fault,
  isStuck,
  path,
  type Stuck,
  stringOf,
  unknown,
  type Value,
} from "./value.ts";

/** Texts that make a string together; `undefined` is one that is not known. */
export type Pieces = readonly (string | undefined)[];

/**
 * How a value becomes text. `interpolate`: as in `"${…}"`, where a path is copied into the store and numbers are an error. `convert`: as
 * `builtins.toString` does. `path`: what may be added to a path.
 */
export type Coercion = "interpolate" | "convert" | "path";

/** The string that `parts` make. */
export function interpolate(parts: readonly StringPart[], scope: Scope, evaluation: Evaluation): Value {
  const pieces: (string | undefined)[] = [];
  let length = 0;
  for (const part of parts) {
    if (part.kind === "text") {
      pieces.push(part.text);
      length += part.text.length;
      continue;
    }
    const text = coerce(evaluation.evaluate(part.expr, scope), "interpolate", evaluation, part.expr);
    if ("kind" in text) {
      if (text.kind === "error") return text;
      pieces.push(undefined);
      continue;
    }
    for (const piece of text) {
      pieces.push(piece);
      length += piece?.length ?? 0;
    }
    if (length > evaluation.limits.stringLength) return unknown("a very long string");
  }
  return stringOf(pieces);
}

/** `value` as text, in pieces; stuck where Nix would raise an error or where not even its being a string is known. */
export function coerce(value: Value, how: Coercion, evaluation: Evaluation, at: Place | undefined): Pieces | Stuck {
  switch (value.kind) {
    case "string":
      return [value.text];
    case "partial-string":
      return value.pieces;
    case "path":
      return how === "interpolate" ? storePath(value.path, evaluation, at) : [value.path];
    case "attrs":
      return coerceSet(value, how, evaluation, at);
    case "unknown":
    case "error":
      return value;
    case "host":
      return unknown("an option type");
    default:
      return how === "convert" ? convert(value, evaluation, at) : notText(value, at);
  }
}

/** A path in a string is copied to the store; its hash is not known, its name is. */
function storePath(file: string, evaluation: Evaluation, at: Place | undefined): Pieces | ErrorValue {
  if (evaluation.files.kindOf(file, at) === "missing")
    return fault("missing-file", `${baseNameOf(file)} does not exist, so it cannot be copied into the store`, at);
  return ["/nix/store/", undefined, `-${baseNameOf(file)}`];
}

function coerceSet(set: AttrsValue, how: Coercion, evaluation: Evaluation, at: Place | undefined): Pieces | Stuck {
  const exhausted = evaluation.enter();
  if (exhausted !== undefined) return exhausted;
  const text = coerceEntered(set, how, evaluation, at);
  evaluation.leave();
  return text;
}

function coerceEntered(set: AttrsValue, how: Coercion, evaluation: Evaluation, at: Place | undefined): Pieces | Stuck {
  const custom = set.entries.get("__toString");
  if (custom?.certain === true) {
    const result = evaluation.apply(custom.value.force(evaluation), Thunk.of(set), at);
    return coerce(result, how, evaluation, at);
  }
  if (custom === undefined && set.entries.get("outPath")?.certain === true)
    return coerce(selectOne(set, "outPath", at, evaluation), how, evaluation, at);
  return set.open || custom !== undefined || set.entries.has("outPath") ? unknown("a set") : notText(set, at);
}

function convert(value: Value, evaluation: Evaluation, at: Place | undefined): Pieces | Stuck {
  switch (value.kind) {
    case "int":
      return [String(value.value)];
    case "float":
      return Number.isFinite(value.value) && Math.abs(value.value) < 1e15 ? [sixDecimals(value.value)] : [undefined];
    case "bool":
      return [value.value ? "1" : ""];
    case "null":
      return [""];
    case "list":
      return convertList(value, evaluation, at);
    default:
      return notText(value, at);
  }
}

/** As C's `%f` writes it: a number halfway between two goes to the even one, where `toFixed` goes away from zero. */
function sixDecimals(of: number): string {
  const halfway = Math.abs((of * 128) % 2) === 1;
  const seven = of.toFixed(7);
  const text = halfway && Number(seven.at(-2)) % 2 === 0 ? seven.slice(0, -1) : of.toFixed(6);
  return Object.is(of, -0) ? `-${text}` : text;
}

/** Elements with a space between; an empty list as an element adds none (nix 2.8, `coerceToString`). */
function convertList(value: Value, evaluation: Evaluation, at: Place | undefined): Pieces | Stuck {
  if (value.kind !== "list") return notText(value, at);
  if (value.open) return [undefined];
  const exhausted = evaluation.enter();
  if (exhausted !== undefined) return exhausted;
  const pieces: (string | undefined)[] = [];
  let stuck: Stuck | undefined;
  for (const [index, element] of value.elements.entries()) {
    const item = element.force(evaluation);
    const text = coerce(item, "convert", evaluation, at);
    if ("kind" in text && text.kind === "error") {
      stuck = text;
      break;
    }
    pieces.push(...("kind" in text ? [undefined] : text));
    if (index === value.elements.length - 1) continue;
    // Whether a space follows is not known where the element may be an empty list.
    if (item.kind === "unknown" || (item.kind === "list" && item.open)) pieces.push(undefined);
    else if (item.kind !== "list" || item.elements.length > 0) pieces.push(" ");
  }
  evaluation.leave();
  return stuck ?? pieces;
}

function notText(value: Value, at: Place | undefined): ErrorValue {
  return fault("type", `${describeKind(value) ?? "this"} cannot be turned into a string`, at);
}

/** `left + right` where `left` is no number: strings and paths are joined. */
export function addStrings(left: Value, right: Value, expr: BinaryExpr, evaluation: Evaluation): Value {
  if (isStuck(left)) return left;
  if (left.kind === "path") {
    const text = coerce(right, "path", evaluation, expr.right);
    if ("kind" in text) return text;
    const [only] = stringOf(text).kind === "string" ? [text.join("")] : [];
    return only === undefined ? unknown("a path known in part") : path(normalise(left.path + only));
  }
  const start = coerce(left, "interpolate", evaluation, expr.left);
  if ("kind" in start) return start.kind === "error" ? cannotAdd(left, right, expr, start) : start;
  const end = coerce(right, "interpolate", evaluation, expr.right);
  if ("kind" in end && end.kind === "error") return cannotAdd(left, right, expr, end);
  const sum = stringOf([...start, ...("kind" in end ? [undefined] : end)]);
  const long = sum.kind === "string" && sum.text.length > evaluation.limits.stringLength;
  return long ? unknown("a very long string") : sum;
}

function cannotAdd(left: Value, right: Value, expr: BinaryExpr, error: ErrorValue): ErrorValue {
  const kinds = [describeKind(right), describeKind(left)];
  if (error.fault.kind !== "type" || kinds.includes(undefined)) return error;
  return fault("type", `${kinds[0]} cannot be added to ${kinds[1]}`, expr.right);
}

/** The value of a path literal. What depends on the user's home or on NIX_PATH is unknown. */
export function evaluatePath(expr: PathExpr, scope: Scope, evaluation: Evaluation): Value {
  if (expr.form === "home" || expr.form === "search") return unknown("a path outside the configuration");
  const pieces: string[] = [];
  for (const part of expr.parts) {
    if (part.kind === "text") {
      pieces.push(part.text);
      continue;
    }
    const text = coerce(evaluation.evaluate(part.expr, scope), "path", evaluation, part.expr);
    if ("kind" in text) return text;
    const known = stringOf(text);
    if (known.kind !== "string") return unknown("a path known in part");
    pieces.push(known.text);
  }
  const text = pieces.join("");
  return path(normalise(expr.form === "absolute" ? text : `${directoryOf(expr.chunk.source.path)}/${text}`));
}
