/** `lib.types` as Nix code sees it: option types are values that code can pass on and combine. */

import { emptyDeclarations } from "../modules/moduleDeclarations.ts";
import { typeOfValue } from "../modules/moduleUserOptions.ts";
import type { Evaluation } from "../thunk.ts";
import { Thunk } from "../thunk.ts";
import { type Attr, attr, attrs, builtin, type HostValue, unknown, type Value } from "../value.ts";
import { addCheck, coercedTo, either, type LazyType, nullOr, oneOf, unique } from "./optionComposite.ts";
import { anythingType, attrsType, unspecifiedType } from "./optionLoose.ts";
import { attrsOf, listOf, nonEmptyListOf } from "./optionSets.ts";
import { submodule } from "./optionSubmodule.ts";
import { type OptionType, OptionTypeBox } from "./optionType.ts";
import { enumType, intBetween, SIMPLE_TYPES, separatedString, strMatching, unknownType } from "./optionTypes.ts";

/** `type` as a value. */
export function typeValue(type: OptionType): HostValue {
  return { kind: "host", tag: "option-type", object: new OptionTypeBox(type) };
}

/** The type in `thunk`, computed when it is asked for. */
function lazyType(thunk: Thunk, evaluation: Evaluation): LazyType {
  let type: OptionType | undefined;
  return () => {
    type ??= typeOfValue(thunk.force(evaluation));
    return type;
  };
}

function ofOne(name: string, make: (element: LazyType) => OptionType): [string, Value] {
  return [
    name,
    builtin(name, 1, ([element], evaluation) =>
      element === undefined ? unknown("a type") : typeValue(make(lazyType(element, evaluation))),
    ),
  ];
}

function ofThunks(
  name: string,
  arity: number,
  make: (args: readonly Thunk[], evaluation: Evaluation) => OptionType | undefined,
): [string, Value] {
  return [name, builtin(name, arity, (args, evaluation) => typeValue(make(args, evaluation) ?? unknownType))];
}

/** The elements of a list value; `undefined` where they are not all known. */
function elementsOf(thunk: Thunk | undefined, evaluation: Evaluation): readonly Thunk[] | undefined {
  const value = thunk?.force(evaluation);
  return value?.kind === "list" && !value.open ? value.elements : undefined;
}

function textOf(thunk: Thunk | undefined, evaluation: Evaluation): string | undefined {
  const value = thunk?.force(evaluation);
  return value?.kind === "string" ? value.text : undefined;
}

function numberOf(thunk: Thunk | undefined, evaluation: Evaluation): number | undefined {
  const value = thunk?.force(evaluation);
  return value?.kind === "int" || value?.kind === "float" ? value.value : undefined;
}

function userEnum(thunk: Thunk | undefined, evaluation: Evaluation): OptionType | undefined {
  const elements = elementsOf(thunk, evaluation);
  return elements === undefined ? undefined : enumType(elements.map((element) => element.force(evaluation)));
}

/** `types.submodule module` or `types.submodule [ modules ]`. */
function userSubmodule(thunk: Thunk | undefined, evaluation: Evaluation, shorthand: boolean): OptionType | undefined {
  const value = thunk?.force(evaluation);
  if (thunk === undefined || value === undefined) return undefined;
  const modules = value.kind === "list" ? (value.open ? undefined : value.elements) : [thunk];
  return modules === undefined ? undefined : submodule(emptyDeclarations(true), modules, undefined, shorthand);
}

function userSubmoduleWith(thunk: Thunk | undefined, evaluation: Evaluation): OptionType | undefined {
  const set = thunk?.force(evaluation);
  if (set?.kind !== "attrs" || set.open || set.entries.has("specialArgs")) return undefined;
  const shorthand = set.entries.get("shorthandOnlyDefinesConfig")?.value.force(evaluation);
  return userSubmodule(set.entries.get("modules")?.value, evaluation, shorthand?.kind === "bool" && shorthand.value);
}

function checked(test: Thunk, evaluation: Evaluation): (value: Value) => boolean | undefined {
  return (value) => {
    const answer = evaluation.apply(test.force(evaluation), Thunk.of(value), test.origin);
    return answer.kind === "bool" ? answer.value : undefined;
  };
}

const INTS: readonly [string, number | undefined, number | undefined][] = [
  ["unsigned", 0, undefined],
  ["positive", 1, undefined],
  ["u8", 0, 255],
  ["u16", 0, 65_535],
  ["u32", 0, 4_294_967_295],
  ["s8", -128, 127],
  ["s16", -32_768, 32_767],
  ["s32", -2_147_483_648, 2_147_483_647],
];

function integers(): Value {
  const entries = new Map<string, Attr>();
  for (const [name, min, max] of INTS) entries.set(name, known(intBetween(min, max, name)));
  const between = ofThunks("between", 2, ([low, high], evaluation) => {
    const min = numberOf(low, evaluation);
    const max = numberOf(high, evaluation);
    return min === undefined || max === undefined ? undefined : intBetween(min, max);
  });
  entries.set(between[0], attr(Thunk.of(between[1])));
  return attrs(entries, true);
}

function known(type: OptionType): Attr {
  return attr(Thunk.of(typeValue(type)));
}

/** `lib.types` of nixpkgs; types that are not listed here are unknown. */
export function optionTypesValue(): Value {
  const entries = new Map<string, Attr>();
  for (const [name, type] of Object.entries(SIMPLE_TYPES)) entries.set(name, known(type));
  entries.set("attrs", known(attrsType));
  entries.set("anything", known(anythingType));
  entries.set("unspecified", known(unspecifiedType));
  entries.set("lines", known(separatedString("\n")));
  entries.set("commas", known(separatedString(",")));
  entries.set("envVar", known(separatedString(":")));
  entries.set("port", known(intBetween(0, 65_535, "port")));
  entries.set("ints", attr(Thunk.of(integers())));
  const functions = [
    ofOne("nullOr", nullOr),
    ofOne("listOf", listOf),
    ofOne("nonEmptyListOf", nonEmptyListOf),
    ofOne("attrsOf", (element) => attrsOf(element)),
    ofOne("lazyAttrsOf", (element) => attrsOf(element, true)),
    ofOne("uniq", unique),
    ofThunks("unique", 2, ([, element], evaluation) => element && unique(lazyType(element, evaluation))),
    ofThunks("either", 2, ([left, right], run) => left && right && either(lazyType(left, run), lazyType(right, run))),
    ofThunks("oneOf", 1, ([list], run) => oneOf((elementsOf(list, run) ?? []).map((member) => lazyType(member, run)))),
    ofThunks("coercedTo", 3, ([from, coerce, to], evaluation) => {
      if (from === undefined || coerce === undefined || to === undefined) return undefined;
      const apply = (thunk: Thunk) => evaluation.apply(coerce.force(evaluation), thunk, coerce.origin);
      return coercedTo(lazyType(from, evaluation), apply, lazyType(to, evaluation));
    }),
    ofThunks("enum", 1, ([list], evaluation) => userEnum(list, evaluation)),
    ofThunks("strMatching", 1, ([pattern], evaluation) => {
      const text = textOf(pattern, evaluation);
      return text === undefined ? undefined : strMatching(text);
    }),
    ofThunks("separatedString", 1, ([separator], evaluation) => {
      const text = textOf(separator, evaluation);
      return text === undefined ? undefined : separatedString(text);
    }),
    ofThunks("submodule", 1, ([module], evaluation) => userSubmodule(module, evaluation, true)),
    ofThunks("submoduleWith", 1, ([options], evaluation) => userSubmoduleWith(options, evaluation)),
    ofThunks(
      "addCheck",
      2,
      ([type, test], evaluation) =>
        type && test && addCheck(typeOfValue(type.force(evaluation)), checked(test, evaluation)),
    ),
    ofThunks("functionTo", 1, () => SIMPLE_TYPES.functionTo),
    ofThunks("deferredModuleWith", 1, () => SIMPLE_TYPES.deferredModule),
    ofThunks("mkOptionType", 1, () => unknownType),
  ];
  for (const [name, value] of functions) entries.set(name, attr(Thunk.of(value)));
  return attrs(entries, true);
}
