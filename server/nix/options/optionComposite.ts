/** Types made of other types: null or, either, coerced, unique. lib/types.nix of nixpkgs. */
import type { FinalDefinition } from "../modules/moduleDefinitions.ts";
import { type Evaluation, Thunk } from "../thunk.ts";
import { nullValue, type Value } from "../value.ts";
import { conflict, mergeOne, opaque } from "./optionMerge.ts";
import { type Merged, type OptionType, type Site, type Verdict, verdictOf } from "./optionType.ts";

/** The inner type is asked for when it is needed: types may be recursive. */
export type LazyType = () => OptionType;

export function nullOr(element: LazyType): OptionType {
  return {
    name: "nullOr",
    describe: (plural) => (plural === true ? `null or ${element().describe(true)}` : `null or ${element().describe()}`),
    check: (value, evaluation) => (value.kind === "null" ? "ok" : element().check(value, evaluation)),
    merge: (site, definitions, ordered) => mergeNullOr(element(), site, definitions, ordered),
    empty: nullValue,
    inner: () => [element()],
  };
}

function mergeNullOr(
  element: OptionType,
  site: Site,
  definitions: readonly FinalDefinition[],
  ordered: boolean,
): Merged {
  const nulls = definitions.filter(({ value }) => value.kind === "null");
  if (nulls.length === 0) return element.merge(site, definitions, ordered);
  const others = definitions.filter(({ value }) => value.kind !== "null");
  const [none] = nulls;
  if (none !== undefined && others.length === 0)
    return nulls.some(({ certain }) => certain)
      ? { value: none.thunk, check: () => undefined }
      : opaque("null or nothing");
  const sureNull = nulls.find(({ certain }) => certain);
  const sureOther = others.find(({ certain }) => certain);
  if (sureNull !== undefined && sureOther !== undefined) return conflict(site, [sureNull, sureOther]);
  return { ...element.merge(site, others, ordered), value: opaque("null or not").value };
}

export function either(left: LazyType, right: LazyType): OptionType {
  const type: OptionType = {
    name: "either",
    describe: (plural) => {
      const all = alternatives(type).map((member) => member.describe(plural));
      return all.length > 2 ? `${all.slice(0, -1).join(", ")} or ${all.at(-1)}` : all.join(" or ");
    },
    check: (value, evaluation) => {
      const first = left().check(value, evaluation);
      if (first === "ok") return "ok";
      const second = right().check(value, evaluation);
      return second === "ok" ? "ok" : first === "unknown" || second === "unknown" ? "unknown" : "wrong";
    },
    merge: (site, definitions, ordered) => {
      for (const member of [left(), right()]) {
        const verdict = checkAll(member, definitions, site.run.evaluation);
        if (verdict === "ok") return member.merge(site, definitions, ordered);
        if (verdict === "unknown") return opaque("one of several types");
      }
      return mergeOne(site, definitions);
    },
    inner: () => [left(), right()],
  };
  return type;
}

function alternatives(type: OptionType): OptionType[] {
  return type.name === "either" ? (type.inner?.() ?? []).flatMap(alternatives) : [type];
}

function checkAll(type: OptionType, definitions: readonly FinalDefinition[], evaluation: Evaluation): Verdict {
  let all: Verdict = "ok";
  for (const { value } of definitions) {
    const verdict = verdictOf(type, value, evaluation);
    if (verdict === "wrong") return "wrong";
    if (verdict === "unknown") all = "unknown";
  }
  return all;
}

export function oneOf(members: readonly LazyType[]): OptionType | undefined {
  const [first, ...rest] = members;
  if (first === undefined) return undefined;
  let type = first;
  for (const member of rest) {
    const left = type;
    const both = either(left, member);
    type = () => both;
  }
  return type();
}

/** Values of `from` are turned into ones of `to` by `coerce`, which gives unknown where the function is not known. */
export function coercedTo(
  from: LazyType,
  coerce: (thunk: Thunk, evaluation: Evaluation) => Value,
  to: LazyType,
): OptionType {
  return {
    name: "coercedTo",
    describe: (plural) => `${to().describe(plural)} or ${from().describe(plural)}`,
    check: (value, evaluation) => {
      const before = from().check(value, evaluation);
      if (before === "wrong") return to().check(value, evaluation);
      if (before === "unknown") return to().check(value, evaluation) === "ok" ? "ok" : "unknown";
      const coerced = coerce(Thunk.of(value), evaluation);
      const after = coerced.kind === "error" ? "unknown" : verdictOf(to(), coerced, evaluation);
      return after === "wrong" ? to().check(value, evaluation) : after;
    },
    merge: (site, definitions, ordered) => {
      const { evaluation } = site.run;
      const coerced: FinalDefinition[] = [];
      for (const definition of definitions) {
        const verdict = verdictOf(from(), definition.value, evaluation);
        if (verdict === "unknown") return opaque("a value that may be turned into another");
        if (verdict === "wrong") coerced.push(definition);
        else {
          const value = coerce(definition.thunk, evaluation);
          if (value.kind === "error" || value.kind === "unknown") return opaque("a value turned into another");
          coerced.push({ ...definition, value, thunk: Thunk.of(value, definition.thunk.origin) });
        }
      }
      return to().merge(site, coerced, ordered);
    },
    inner: () => [to()],
  };
}

/** Like `element`, but for one definition only. */
export function unique(element: LazyType): OptionType {
  return {
    name: "unique",
    describe: (plural) => element().describe(plural),
    check: (value, evaluation) => element().check(value, evaluation),
    merge: (site, definitions, ordered) => {
      const certain = definitions.filter((definition) => definition.certain);
      return certain.length > 1 ? conflict(site, certain) : element().merge(site, definitions, ordered);
    },
    inner: () => [element()],
  };
}

/** `element` with a further test; `test` gives `undefined` where it cannot be told. */
export function addCheck(
  element: OptionType,
  test: (value: Value, evaluation: Evaluation) => boolean | undefined,
  describe?: (plural?: boolean) => string,
): OptionType {
  return {
    ...element,
    ...(describe === undefined ? {} : { describe }),
    check: (value, evaluation) => {
      const verdict = element.check(value, evaluation);
      if (verdict !== "ok") return verdict;
      const answer = test(value, evaluation);
      return answer === undefined ? "unknown" : answer ? "ok" : "wrong";
    },
  };
}
