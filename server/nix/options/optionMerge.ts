/** How definitions become one value where nothing is merged below: lib/options.nix (mergeEqualOption, mergeOneOption …). */
import type { FinalDefinition } from "../modules/moduleDefinitions.ts";
import { placeOf } from "../modules/moduleDefinitions.ts";
import { type ProblemSink, problem } from "../modules/problem.ts";
import { equal } from "../operators.ts";
import { Thunk, unknownThunk } from "../thunk.ts";
import { type Attr, attr, attrs, describeKind, list, stringOf, unknown, type Value } from "../value.ts";
import { type Merged, pathOf, type Site } from "./optionType.ts";

const UNSURE = Thunk.of(unknown("which definition counts"));
const CONFLICT = Thunk.of(unknown("an option with conflicting definitions"));

/** A value of which nothing more can be said, and nothing against it. */
export function opaque(why: string): Merged {
  return { value: Thunk.of(unknown(why)), check: () => undefined };
}

/** All definitions must have the same value. */
export function mergeEqual(site: Site, definitions: readonly FinalDefinition[]): Merged {
  const [first] = definitions;
  if (first !== undefined && definitions.length === 1)
    return { value: first.certain ? first.thunk : UNSURE, check: () => undefined };
  const { evaluation } = site.run;
  let sure: FinalDefinition | undefined;
  let other: FinalDefinition | undefined;
  let doubt = false;
  for (const definition of definitions) {
    if (definition.certain && sure === undefined) sure = definition;
    else if (sure === undefined) doubt = true;
    else {
      const same = equal(sure.value, definition.value, evaluation);
      if (same === false && definition.certain) other ??= definition;
      else if (same !== true) doubt = true;
    }
  }
  if (sure === undefined) return { value: UNSURE, check: () => undefined };
  if (other !== undefined) return conflict(site, [sure, other]);
  // Definitions before the first certain one were not compared with it.
  return { value: doubt ? UNSURE : sure.thunk, check: () => undefined };
}

/** One definition only. */
export function mergeOne(site: Site, definitions: readonly FinalDefinition[]): Merged {
  const certain = definitions.filter((definition) => definition.certain);
  const [first] = definitions;
  if (certain.length > 1) return conflict(site, certain);
  return { value: first?.certain === true && definitions.length === 1 ? first.thunk : UNSURE, check: () => undefined };
}

/** Reports that `definitions`, all certain, cannot be merged. */
export function conflict(site: Site, definitions: readonly FinalDefinition[]): Merged {
  const check = (sink: ProblemSink) => {
    const [first, ...others] = [...definitions].reverse();
    if (first === undefined) return;
    sink.add(
      problem("conflicting-definitions", pathOf(site.location), placeOf(first), {
        found: describeFound(first.value),
        related: others.flatMap((definition) => {
          const at = placeOf(definition);
          return at === undefined ? [] : [{ at, role: "definition" as const }];
        }),
      }),
    );
  };
  return { value: CONFLICT, check };
}

/** Strings, one after the other with `separator` between. */
export function mergeStrings(definitions: readonly FinalDefinition[], separator: string, ordered: boolean): Merged {
  const [first] = definitions;
  if (first !== undefined && definitions.length === 1)
    return { value: first.certain ? first.thunk : UNSURE, check: () => undefined };
  const pieces: (string | undefined)[] = [];
  for (const [index, { value, certain }] of definitions.entries()) {
    if (index > 0) pieces.push(separator);
    if (value.kind === "string" && certain) pieces.push(value.text);
    else if (value.kind === "partial-string" && certain) pieces.push(...value.pieces);
    else return { value: Thunk.of(stringOf([undefined])), check: () => undefined };
  }
  return { value: Thunk.of(ordered ? stringOf(pieces) : stringOf([undefined])), check: () => undefined };
}

/** `value` in words, with its text or number where it is short. */
export function describeFound(value: Value): string | undefined {
  switch (value.kind) {
    case "string":
      // A file may hold a secret.
      if (value.file !== undefined) return "the text of a file";
      return value.text.length <= 40 && !value.text.includes("\n")
        ? `the string ${JSON.stringify(value.text)}`
        : "a string";
    case "int":
      return `the integer ${value.value}`;
    case "bool":
      return value.value ? "true" : "false";
    case "path":
      return `the path ${value.path}`;
    case "list":
      return value.elements.length === 0 && !value.open ? "an empty list" : "a list";
    case "attrs":
      return isDerivationHead(value) ? "a package" : "a set";
    default:
      return describeKind(value);
  }
}

function isDerivationHead(value: Value): boolean {
  return value.kind === "attrs" && value.entries.has("drvPath") && value.entries.has("outPath");
}

/** One module that imports all: `{ imports = [ { _file = …; imports = [ definition ]; } … ]; }` (lib/types.nix, deferredModuleWith). */
export function moduleOfAll(definitions: readonly FinalDefinition[]): Thunk {
  const importing = (imports: readonly Thunk[]): [string, Attr] => ["imports", attr(Thunk.of(list(imports)))];
  const located = definitions.map(({ thunk }) =>
    Thunk.of(attrs(new Map([["_file", attr(unknownThunk("where a module is defined"))], importing([thunk])]))),
  );
  return Thunk.of(attrs(new Map([importing(located)])));
}
