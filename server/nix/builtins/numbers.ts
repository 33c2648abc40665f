/** The builtins about numbers. Nix reference manual, "Built-in Functions". */
import { lessThan } from "../operators.ts";
import {
  type BuiltinValue,
  bool,
  type FloatValue,
  fault,
  float,
  type IntValue,
  int,
  isStuck,
  type Value,
} from "../value.ts";
import * as read from "./native.ts";

const number: read.Reader<IntValue | FloatValue> = (arg, call) => {
  const found = arg.force(call.evaluation);
  return found.kind === "int" || found.kind === "float" || isStuck(found)
    ? found
    : read.expected("a number", found, call);
};

export const numberBuiltins: readonly BuiltinValue[] = [
  arithmetic("add", (a, b) => a + b),
  arithmetic("sub", (a, b) => a - b),
  arithmetic("mul", (a, b) => a * b),
  read.native2("div", number, number, (a, b, call) => {
    if (b.value === 0) return fault("other", "division by zero", call.at);
    const quotient = a.value / b.value;
    return a.kind === "int" && b.kind === "int" ? int(Math.trunc(quotient)) : float(quotient);
  }),
  read.native2("lessThan", read.value, read.value, (a, b, call) => {
    const answer = lessThan(a, b, call.evaluation, undefined);
    return typeof answer === "boolean" ? bool(answer) : answer;
  }),
  bits("bitAnd", (a, b) => a & b),
  bits("bitOr", (a, b) => a | b),
  bits("bitXor", (a, b) => a ^ b),
  read.native1("ceil", number, (a) => int(Math.ceil(a.value))),
  read.native1("floor", number, (a) => int(Math.floor(a.value))),
];

function arithmetic(name: string, combine: (a: number, b: number) => number): BuiltinValue {
  return read.native2(name, number, number, (a, b): Value => {
    const result = combine(a.value, b.value);
    return a.kind === "int" && b.kind === "int" ? int(result) : float(result);
  });
}

/** Safe integers have more than the 32 bits that the host's operators take. */
function bits(name: string, combine: (a: bigint, b: bigint) => bigint): BuiltinValue {
  return read.native2(name, read.int, read.int, (a, b) => int(Number(combine(BigInt(a), BigInt(b)))));
}
