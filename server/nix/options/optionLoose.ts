/** Types that merge whatever they are given: `attrs`, `anything` and options without a type. lib/types.nix of nixpkgs. */
import { updateAttrs } from "../attrsets.ts";
import { type FinalDefinition, propertyOf } from "../modules/moduleDefinitions.ts";
import { concatLists } from "../operators.ts";
import { Thunk } from "../thunk.ts";
import { type AttrsValue, attrs, unknown, type Value } from "../value.ts";
import { conflict, mergeEqual, mergeOne, mergeStrings, opaque } from "./optionMerge.ts";
import { mergeSets } from "./optionSets.ts";
import type { Merged, OptionType, Site } from "./optionType.ts";

/** A set; later definitions override attributes of earlier ones. */
export const attrsType: OptionType = {
  name: "attrs",
  describe: (plural) => (plural === true ? "sets" : "a set"),
  check: (value) => (value.kind === "attrs" ? "ok" : "wrong"),
  merge: (_site, definitions, ordered) =>
    ordered
      ? { value: Thunk.lazy(() => updateAll(definitions)), check: () => undefined }
      : opaque("sets in unknown order"),
  empty: attrs(new Map()),
};

function updateAll(definitions: readonly FinalDefinition[]): Value {
  let all: Value = attrs(new Map());
  for (const { value, certain } of definitions) {
    const next: Value = certain && value.kind === "attrs" ? value : unknown("a set that may not count");
    all = all.kind === "attrs" || all.kind === "unknown" ? updateAttrs(all, next) : all;
  }
  return all;
}

/** Anything: sets are merged attribute by attribute, all else must be equal. */
export const anythingType: OptionType = {
  name: "anything",
  describe: (plural) => (plural === true ? "values" : "any value"),
  check: () => "ok",
  merge: (site, definitions) => {
    const kinds = new Set(definitions.filter(({ certain }) => certain).map(({ value }) => commonKind(value)));
    const [kind] = kinds;
    if (kinds.size > 1) return conflict(site, onePerKind(definitions));
    if (kind === undefined || definitions.some(({ value, certain }) => !certain || value.kind === "unknown"))
      return opaque("which definition counts");
    if (kind === "function" && definitions.length > 1) return opaque("merged functions");
    if (kind === "list") return mergeAnyLists(site, definitions);
    if (kind !== "set") return mergeEqual(site, definitions);
    const sets = definitions.map(({ value }) => value).filter((value): value is AttrsValue => value.kind === "attrs");
    const text = sets.some((set) => set.entries.has("outPath") || set.entries.has("__toString"));
    return text ? opaque("packages") : mergeSets(() => anythingType, false, site, definitions);
  },
};

/**
 * Lists are not joined. Equal ones are a conflict in nixpkgs of 2024 and none in that of 2026, and only the former takes `mkIf` off elements.
 */
function mergeAnyLists(site: Site, definitions: readonly FinalDefinition[]): Merged {
  if (definitions.length > 1) return { ...opaque("one of several lists"), check: mergeEqual(site, definitions).check };
  const { evaluation } = site.run;
  const plain = definitions.every(
    ({ value }) =>
      value.kind !== "list" ||
      value.elements.every((element) => {
        const item = element.force(evaluation);
        return item.kind !== "attrs" || propertyOf(item, evaluation) === "none";
      }),
  );
  return plain ? mergeOne(site, definitions) : opaque("a list with conditions in it");
}

function commonKind(value: Value): string {
  switch (value.kind) {
    case "attrs":
    case "host":
      return "set";
    case "partial-string":
      return "string";
    case "builtin":
    case "lambda":
      return "function";
    default:
      return value.kind;
  }
}

function onePerKind(definitions: readonly FinalDefinition[]): FinalDefinition[] {
  const seen = new Map<string, FinalDefinition>();
  for (const definition of definitions) {
    const kind = commonKind(definition.value);
    if (definition.certain && !seen.has(kind)) seen.set(kind, definition);
  }
  return [...seen.values()];
}

/** An option without a type: like kinds are joined (lib/options.nix, mergeDefaultOption). */
export const unspecifiedType: OptionType = {
  name: "unspecified",
  describe: (plural) => (plural === true ? "values" : "any value"),
  check: () => "ok",
  merge: (site, definitions, ordered) => {
    const [first] = definitions;
    if (definitions.length === 1 && first?.certain === true) return mergeOne(site, definitions);
    if (definitions.some(({ certain, value }) => !certain || value.kind === "unknown"))
      return opaque("which definition counts");
    const kinds = new Set(definitions.map(({ value }) => commonKind(value)));
    const [kind] = kinds;
    if (kinds.size > 1) return conflict(site, onePerKind(definitions));
    switch (kind) {
      case "list":
        return {
          value: Thunk.lazy((run) =>
            concatLists(
              definitions.map(({ value }) => value),
              run,
            ),
          ),
          check: () => undefined,
        };
      case "set":
        return attrsType.merge(site, definitions, ordered);
      case "string":
        return mergeStrings(definitions, "", ordered);
      case "int":
        return mergeEqual(site, definitions);
      case "bool":
        return definitions.some(({ value }) => value.kind === "bool" && value.value)
          ? { value: Thunk.of({ kind: "bool", value: true }), check: () => undefined }
          : { value: Thunk.of({ kind: "bool", value: false }), check: () => undefined };
      case "function":
        return opaque("merged functions");
      default:
        return conflict(site, definitions);
    }
  },
};
