import type { Form, Position, Type } from "./nixExpressions.ts";

const NUMBERS = ["int", "int", "float"] as const;

export const integerForms: readonly Form[] = [
  (at) => at.literal("int"),
  (at) => `(${at.expression("int")} + ${at.expression("int")})`,
  (at) => `(${at.expression("int")} - ${at.expression("int")})`,
  (at) => `(${at.expression("int")} * ${at.expression("int")})`,
  (at) => `(${at.expression("int")} / ${at.one(["2", "3", "(-3)", "7"])})`,
  (at) => `(-${at.expression("int")})`,
  (at) => `(builtins.${at.one(["add", "sub", "mul"])} ${at.expression("int")} ${at.expression("int")})`,
  (at) => `(builtins.div ${at.expression("int")} 3)`,
  (at) => `(builtins.length ${at.expression({ list: at.type() })})`,
  (at) => `(builtins.stringLength ${at.expression("string")})`,
  (at) => `(builtins.compareVersions ${version(at)} ${version(at)})`,
  (at) => `(builtins.${at.one(["floor", "ceil"])} ${at.expression(at.one(NUMBERS))})`,
  (at) => `(builtins.${at.one(["bitAnd", "bitOr", "bitXor"])} ${at.expression("int")} ${at.expression("int")})`,
  (at) => `(builtins.fromJSON (toString ${at.expression("int")}))`,
  (at) => `(builtins.foldl' builtins.add 0 ${at.expression({ list: "int" })})`,
];

function version(at: Position): string {
  if (at.chance(40)) return at.expression("string");
  return at.one(['"1.2"', '"1.10"', '"2.0pre1"', '"2.0"', '"1.2a"', '"1-2"', '"1.2.0"', '"a"', '""']);
}

export const booleanForms: readonly Form[] = [
  (at) => at.literal("bool"),
  (at) => `(!${at.expression("bool")})`,
  (at) => `(${at.expression("bool")} ${at.one(["&&", "||", "->"])} ${at.expression("bool")})`,
  (at) => `(${at.expression(at.one(NUMBERS))} ${comparison(at)} ${at.expression(at.one(NUMBERS))})`,
  (at) => `(${at.expression("string")} ${comparison(at)} ${at.expression("string")})`,
  (at) => `(${at.expression({ list: "int" })} ${comparison(at)} ${at.expression({ list: "int" })})`,
  (at) => same(at, at.type()),
  (at) => `(${at.expression(at.type())} ${at.one(["==", "!="])} ${at.expression(at.type())})`,
  (at) => `(${at.expression({ set: at.fields() })} ? ${at.one(["a", "b", '"c"', "a.b", '${"d"}'])})`,
  (at) => `(builtins.hasAttr ${at.expression("string")} ${at.expression({ set: at.fields() })})`,
  (at) => `(builtins.elem ${at.expression("int")} ${at.expression({ list: "int" })})`,
  (at) => {
    const inner = at.with({ name: "e", type: "int" });
    return `(builtins.${at.one(["any", "all"])} (e: ${inner.expression("bool")}) ${at.expression({ list: "int" })})`;
  },
  (at) =>
    `(builtins.${at.one(["isInt", "isFloat", "isBool", "isString", "isList", "isAttrs", "isNull", "isFunction", "isPath"])} ${at.expression(at.type())})`,
  (at) => `(builtins.lessThan ${at.expression("int")} ${at.expression("float")})`,
  (at) => `(builtins.match ${pattern(at)} ${at.expression("string")} ${at.one(["==", "!="])} null)`,
  (at) => `((builtins.tryEval ${at.expression(at.type())}).success)`,
];

function same(at: Position, type: Type): string {
  return `(${at.expression(type)} ${at.one(["==", "!="])} ${at.expression(type)})`;
}

function comparison(at: Position): string {
  return at.one(["<", "<=", ">", ">=", "==", "!="]);
}

/** A POSIX extended regular expression as a Nix string. */
export function pattern(at: Position): string {
  const part = (): string =>
    at.one([
      "a",
      "b",
      ".",
      "[a-c]",
      "[^/]",
      "[[:alnum:]]",
      "[[:space:]]",
      "[0-9]",
      "/",
      "-",
      "\\\\.",
      "[]a]",
      "[.\\\\]",
    ]) + at.one(["", "", "*", "+", "?", "{1,2}"]);
  const sequence = (): string => at.many(at.below(3) + 1, part).join("");
  const group = (): string => (at.chance(40) ? `(${sequence()})` : sequence());
  const whole = at.many(at.below(2) + 1, group).join("");
  return `"${at.chance(15) ? `(${whole}|${sequence()})` : whole}${at.chance(40) ? ".*" : ""}"`;
}
