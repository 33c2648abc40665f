/** Builtins of numbers. Nix reference manual, "Built-in Functions". */
import { lessThan } from "../operators.ts";
import { type BuiltinValue, bool, fault, float, type IntValue, int, type Value } from "../value.ts";
import { type Call, expected, int as integer, native1, native2, value } from "./native.ts";

type Arithmetic = (left: number, right: number) => number;

function arithmetic(name: string, compute: Arithmetic): BuiltinValue {
  return native2(name, value, value, (left, right, call) => {
    if (left.kind !== "int" && left.kind !== "float") return expected("a number", left, call);
    if (right.kind !== "int" && right.kind !== "float") return expected("a number", right, call);
    const result = compute(left.value, right.value);
    return left.kind === "int" && right.kind === "int" ? int(result) : float(result);
  });
}

const div = native2("div", value, value, (left, right, call) => {
  if (left.kind !== "int" && left.kind !== "float") return expected("a number", left, call);
  if (right.kind !== "int" && right.kind !== "float") return expected("a number", right, call);
  if (right.value === 0) return fault("other", "division by zero", call.at);
  const result = left.value / right.value;
  return left.kind === "int" && right.kind === "int" ? int(Math.trunc(result)) : float(result);
});

/** Bitwise operations on 64 bits in two's complement. */
function bitwise(name: string, compute: (left: bigint, right: bigint) => bigint): BuiltinValue {
  return native2(name, integer, integer, (left, right) =>
    int(Number(BigInt.asIntN(64, compute(BigInt(left), BigInt(right))))),
  );
}

function rounded(name: string, round: (of: number) => number): BuiltinValue {
  return native1(name, value, (of, call) => {
    if (of.kind === "int") return of satisfies IntValue;
    return of.kind === "float" ? int(round(of.value)) : expected("a number", of, call);
  });
}

function isLess(left: Value, right: Value, { evaluation }: Call): Value {
  const answer = lessThan(left, right, evaluation, undefined);
  return typeof answer === "boolean" ? bool(answer) : answer;
}

export const numberBuiltins: readonly BuiltinValue[] = [
  arithmetic("add", (left, right) => left + right),
  arithmetic("sub", (left, right) => left - right),
  arithmetic("mul", (left, right) => left * right),
  div,
  native2("lessThan", value, value, isLess),
  bitwise("bitAnd", (left, right) => left & right),
  bitwise("bitOr", (left, right) => left | right),
  bitwise("bitXor", (left, right) => left ^ right),
  rounded("ceil", Math.ceil),
  rounded("floor", Math.floor),
];
