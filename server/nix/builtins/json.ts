/** `builtins.fromJSON` and `builtins.toJSON`. */
import { coerce, type Pieces } from "../strings.ts";
import { type Evaluation, Thunk } from "../thunk.ts";
import {
  type Attr,
  attr,
  attrs,
  type BuiltinValue,
  bool,
  fault,
  float,
  int,
  list,
  nullValue,
  type Stuck,
  sortedNames,
  string,
  stringOf,
  unknown,
  type Value,
} from "../value.ts";
import { joined, lazy, native1, plain, stops } from "./native.ts";

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** Deeper JSON is unknown: it would need as much of the host's stack. */
const MAX_DEPTH = 200;

/**
 * The value of a JSON text. `JSON.parse` does not tell `1` from `1.0` and Nix does, so that every string and number is handed to it as a
 * string with its kind before it.
 */
export const fromJson: BuiltinValue = native1("fromJSON", plain, (source, { evaluation, at }) => {
  const spent = evaluation.spend(source.length >> 4);
  if (spent !== undefined) return spent;
  if (/\\u0000|\\u[dD][89a-fA-F]/.test(source)) return unknown("JSON with unusual characters");
  try {
    JSON.parse(source);
  } catch {
    return fault("other", "this is not JSON", at);
  }
  const marked = source.replace(TOKEN, (token) =>
    token.startsWith('"') ? `"s${token.slice(1)}` : `"${/[.eE]/.test(token) ? "f" : "i"}${token}"`,
  );
  const parsed: unknown = JSON.parse(marked);
  return fromMarked(parsed, MAX_DEPTH);
});

function fromMarked(parsed: unknown, depth: number): Value {
  if (depth === 0) return unknown("JSON nested very deep");
  if (typeof parsed === "boolean") return bool(parsed);
  if (typeof parsed === "string") {
    const content = parsed.slice(1);
    if (parsed.startsWith("s")) return string(content);
    return parsed.startsWith("f") ? float(Number(content)) : int(Number(content));
  }
  if (Array.isArray(parsed)) return list(parsed.map((element) => Thunk.of(fromMarked(element, depth - 1))));
  if (typeof parsed !== "object" || parsed === null) return nullValue;
  const entries = new Map<string, Attr>();
  for (const [name, field] of Object.entries(parsed))
    entries.set(name.slice(1), attr(Thunk.of(fromMarked(field, depth - 1))));
  return attrs(entries);
}

/** The JSON text of `value` in pieces. */
function write(value: Value, evaluation: Evaluation): Pieces | Stuck {
  switch (value.kind) {
    case "null":
      return ["null"];
    case "bool":
    case "int":
      return [String(value.value)];
    case "float":
      return [floatText(value.value)];
    case "string":
      return quoted([value.text]);
    case "partial-string":
      return quoted(value.pieces);
    case "path": {
      const copied = coerce(value, "interpolate", evaluation, undefined);
      return stops(copied) ? copied : quoted(copied);
    }
    case "unknown":
    case "error":
      return value;
    case "list":
    case "attrs": {
      const exhausted = evaluation.enter();
      if (exhausted !== undefined) return exhausted;
      const written = writeInside(value, evaluation);
      evaluation.leave();
      return stops(written) ? written : together(written, evaluation);
    }
    case "host":
      return unknown("an option type");
    default:
      return fault("type", "a function cannot be written as JSON", undefined);
  }
}

/** `pieces` with neighbours joined, so that what is nested is not copied piece by piece at every level. */
function together(pieces: Pieces, evaluation: Evaluation): Pieces | Stuck {
  const text = stringOf(pieces);
  const parts = text.kind === "string" ? [text.text] : text.pieces;
  const length = parts.reduce((sum, part) => sum + (part?.length ?? 0), 0);
  if (length > evaluation.limits.stringLength) return unknown("a very long string");
  return evaluation.spend(length >> 4) ?? parts;
}

function writeInside(value: Value, evaluation: Evaluation): Pieces | Stuck {
  const pieces: (string | undefined)[] = [];
  const add = (field: Thunk): Stuck | undefined => {
    const written = write(field.force(evaluation), evaluation);
    if (stops(written)) {
      if (written.kind === "error") return written;
      pieces.push(undefined);
    } else for (const piece of written) pieces.push(piece);
    return evaluation.spend(1);
  };
  if (value.kind === "list") {
    if (value.open) return [undefined];
    for (const [index, element] of value.elements.entries()) {
      pieces.push(index === 0 ? "[" : ",");
      const stuck = add(element);
      if (stuck !== undefined) return stuck;
    }
    return value.elements.length === 0 ? ["[]"] : [...pieces, "]"];
  }
  if (value.kind !== "attrs") return [undefined];
  if (value.entries.has("__toString")) {
    const made = coerce(value, "interpolate", evaluation, undefined);
    return stops(made) ? made : quoted(made);
  }
  const outPath = value.entries.get("outPath");
  if (outPath?.certain === true) return write(outPath.value.force(evaluation), evaluation);
  if (value.open || [...value.entries.values()].some((entry) => !entry.certain)) return [undefined];
  for (const [index, name] of sortedNames(value).entries()) {
    pieces.push(index === 0 ? "{" : ",", ...quoted([name]), ":");
    const field = value.entries.get(name);
    const stuck = field === undefined ? undefined : add(field.value);
    if (stuck !== undefined) return stuck;
  }
  return value.entries.size === 0 ? ["{}"] : [...pieces, "}"];
}

/** Releases of Nix write floats with 6 or with all digits; `undefined` where that differs. */
function floatText(of: number): string | undefined {
  const plain = String(of);
  return Number.isFinite(of) && !Number.isInteger(of) && /^-?\d+\.\d+$/.test(plain) && Number(of.toPrecision(6)) === of
    ? plain
    : undefined;
}

/** A JSON string; the two control characters that releases of Nix write differently are not known. */
function quoted(content: Pieces): Pieces {
  const inner = content.map((piece) =>
    piece === undefined || /[\b\f]/.test(piece) ? undefined : JSON.stringify(piece).slice(1, -1),
  );
  return ['"', ...inner, '"'];
}

export const jsonBuiltins: readonly BuiltinValue[] = [
  fromJson,
  native1("toJSON", lazy, (of, call) => {
    const written = write(of.force(call.evaluation), call.evaluation);
    return stops(written) ? written : joined(written, call);
  }),
];
