/** Builtins of strings. Nix counts in bytes of UTF-8; a result that would not be whole characters is unknown. */
import { createHash } from "node:crypto";
import { baseNameOf, directoryOf } from "../paths.ts";
import { coerce, type Pieces } from "../strings.ts";
import {
  type BuiltinValue,
  fault,
  int as integer,
  isStuck,
  type ListValue,
  path as pathValue,
  type Stuck,
  string,
  stringOf,
  unknown,
  type Value,
} from "../value.ts";
import {
  asPlain,
  asText,
  type Call,
  int,
  lazy,
  list,
  native1,
  native2,
  native3,
  pieces,
  plain,
  stops,
  stringPieces,
  text,
} from "./native.ts";
import { matchWith, splitWith } from "./regexBuiltins.ts";

const ASCII = /^[\0-\x7f]*$/;

/** The bytes from `start` on, at most `length` of them (all, where it is negative), as `builtins.substring` takes them. */
export function substringOf(start: number, length: number, of: string): Value {
  const end = length < 0 ? undefined : start + length;
  if (ASCII.test(of)) return string(of.slice(start, end));
  try {
    const bytes = Buffer.from(of, "utf8").subarray(start, end);
    return string(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return unknown("half a character");
  }
}

function substring(start: number, length: number, of: Pieces, call: Call): Value {
  if (start < 0) return fault("other", "a substring cannot start before the string", call.at);
  const whole = stringOf(of);
  if (whole.kind === "string")
    return call.evaluation.spend(whole.text.length >> 8) ?? substringOf(start, length, whole.text);
  const [first] = whole.pieces;
  if (first === undefined || !ASCII.test(first)) return stringOf([undefined]);
  if (length >= 0 && start + length <= first.length) return string(first.slice(start, start + length));
  return length < 0 && start <= first.length
    ? stringOf([first.slice(start), ...whole.pieces.slice(1)])
    : stringOf([undefined]);
}

/** The elements with `separator` between; what of them is not known leaves a gap. */
export function joinList(separator: Pieces, of: ListValue, call: Call): Value {
  const parts: (string | undefined)[] = [];
  let length = 0;
  const { evaluation } = call;
  for (const [index, element] of of.elements.entries()) {
    if (of.open && index >= of.prefix) parts.push(undefined);
    else if (index > 0) parts.push(...separator);
    const part = asInterpolated(element.force(evaluation), call);
    if (stops(part)) {
      if (part.kind === "error") return part;
      parts.push(undefined);
    } else {
      for (const piece of part) {
        parts.push(piece);
        length += piece?.length ?? 0;
      }
    }
    length += stringOf(separator).kind === "string" ? separator.join("").length : 0;
    const spent = evaluation.spend(1);
    if (spent !== undefined) return spent;
    if (length > evaluation.limits.stringLength) return unknown("a very long string");
  }
  if (of.open) parts.push(undefined);
  return evaluation.spend(length >> 6) ?? stringOf(parts);
}

function asInterpolated(of: Value, { evaluation, at }: Call): Pieces | Stuck {
  return coerce(of, "interpolate", evaluation, at);
}

/** Texts that replace others; where several match at one place the first counts. */
type Replacement = readonly [from: string, to: () => string | Stuck];

/** `of` with what matches replaced, from left to right, each place once (`builtins.replaceStrings`). */
export function replaceIn(of: string, replacements: readonly Replacement[], call: Call): Value {
  const empty = replacements.some(([from]) => from === "");
  if (empty && !ASCII.test(of)) return unknown("a replacement between bytes");
  const { limits } = call.evaluation;
  const spent = call.evaluation.spend((of.length * (replacements.length + 1)) >> 5);
  if (spent !== undefined) return spent;
  const out: string[] = [];
  let length = 0;
  for (let at = 0; at <= of.length; ) {
    const match = replacements.find(([from]) => of.startsWith(from, at));
    if (match === undefined) {
      if (at < of.length) out.push(of.charAt(at));
      at++;
      continue;
    }
    const to = match[1]();
    if (typeof to !== "string") return to;
    out.push(to);
    length += to.length + 1;
    if (length > limits.stringLength) return unknown("a very long string");
    if (match[0] === "" && at < of.length) out.push(of.charAt(at));
    at += Math.max(1, match[0].length);
  }
  return call.evaluation.spend(length >> 6) ?? string(out.join(""));
}

function replaceStrings(from: ListValue, to: ListValue, of: Pieces, call: Call): Value {
  const whole = stringOf(of);
  if (from.open || to.open || whole.kind !== "string") return stringOf([undefined]);
  if (from.elements.length !== to.elements.length)
    return fault("other", "replaceStrings needs as many texts to find as replacements", call.at);
  const replacements: Replacement[] = [];
  const unused = new Set<Stuck>();
  for (const [index, element] of from.elements.entries()) {
    const wanted = asPlain(element.force(call.evaluation), call);
    if (typeof wanted !== "string") return wanted;
    const target = to.elements[index];
    const replacement = target === undefined ? "" : asPlain(target.force(call.evaluation), call);
    if (typeof replacement !== "string") unused.add(replacement);
    replacements.push([wanted, () => replacement]);
  }
  const replaced = replaceIn(whole.text, replacements, call);
  // Releases of Nix differ in whether a replacement that is not used is evaluated.
  return unused.size > 0 && !isStuck(replaced) ? unknown("a replacement that is not used") : replaced;
}

function hashString(kind: string, of: string, { evaluation, at }: Call): Value {
  if (!["md5", "sha1", "sha256", "sha512"].includes(kind)) return fault("other", `${kind} is no kind of hash`, at);
  return evaluation.spend(of.length >> 6) ?? string(createHash(kind).update(of).digest("hex"));
}

/** The last part of a path or of a path written as a string. */
function lastPart(of: Value, call: Call): Value {
  if (of.kind === "path") return string(baseNameOf(of.path));
  const written = asText(of, call);
  if (typeof written !== "string") return written;
  return string(baseNameOf(written.length > 1 && written.endsWith("/") ? written.slice(0, -1) : written));
}

function folder(of: Value, call: Call): Value {
  if (of.kind === "path") return pathValue(directoryOf(of.path));
  const written = asText(of, call);
  if (typeof written !== "string") return written;
  return string(written.includes("/") ? directoryOf(written) : ".");
}

function toText(name: string): BuiltinValue {
  return native1(name, lazy, (arg, { evaluation, at }) => {
    const made = coerce(arg.force(evaluation), "convert", evaluation, at);
    return stops(made) ? made : (evaluation.spend(1) ?? stringOf(made));
  });
}

export const stringBuiltins: readonly BuiltinValue[] = [
  toText("toString"),
  native1("stringLength", text, (of) => integer(ASCII.test(of) ? of.length : Buffer.byteLength(of, "utf8"))),
  native3("substring", int, int, pieces, substring),
  native2("concatStringsSep", stringPieces, list, joinList),
  native3("replaceStrings", list, list, stringPieces, replaceStrings),
  native2("hashString", plain, plain, hashString),
  native1("unsafeDiscardStringContext", pieces, (of) => stringOf(of)),
  native1("unsafeDiscardOutputDependency", pieces, (of) => stringOf(of)),
  native1("baseNameOf", lazy, (arg, call) => lastPart(arg.force(call.evaluation), call)),
  native1("dirOf", lazy, (arg, call) => folder(arg.force(call.evaluation), call)),
  native2("match", plain, plain, matchWith),
  native2("split", plain, plain, splitWith),
  native1("hasContext", lazy, () => unknown("whether a string names things in the store")),
];
