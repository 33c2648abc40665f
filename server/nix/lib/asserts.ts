/** Functions of nixpkgs' lib/asserts.nix, lib/debug.nix and lib/trivial.nix that check, warn or print, and pass a value on. */
import * as read from "../builtins/native.ts";
import type { Thunk } from "../thunk.ts";
import { type BuiltinValue, bool, fault, isStuck, type Stuck, string, unknown, type Value } from "../value.ts";
import { run } from "./builtin.ts";
import { argument, lazily, maybe } from "./support.ts";

export const assertFunctions: readonly BuiltinValue[] = [
  lazily("assertMsg", 2, (args, call) => assertThat(read.bool(argument(args, 0), call), argument(args, 1), call)),
  lazily("assertOneOf", 3, (args, call) => {
    const among = read.asBool(run("elem", [argument(args, 1), argument(args, 2)], call), call);
    return assertThat(among, `${nameIn(args, call)} must be one of certain values`, call);
  }),
  lazily("assertEachOneOf", 3, (args, call) => {
    const values = read.list(argument(args, 1), call);
    if (read.stops(values)) return values;
    if (values.open) return unknown("a list known in part");
    for (const value of values.elements) {
      const among = read.asBool(run("elem", [value, argument(args, 2)], call), call);
      if (among !== true)
        return assertThat(among, `each element of ${nameIn(args, call)} must be one of certain values`, call);
    }
    return bool(true);
  }),
];

export const warningFunctions: readonly BuiltinValue[] = [
  lazily("warn", 2, (args, call) => warned(argument(args, 0), argument(args, 1), call)),
  lazily("info", 2, (args, call) => printed(argument(args, 0), argument(args, 1), call)),
  lazily("warnIf", 3, (args, call) => warnWhere(true, args, call)),
  lazily("warnIfNot", 3, (args, call) => warnWhere(false, args, call)),
  lazily("throwIf", 3, (args, call) => throwWhere(true, args, call)),
  lazily("throwIfNot", 3, (args, call) => throwWhere(false, args, call)),
  lazily("showWarnings", 2, (args, call) => {
    const warnings = read.list(argument(args, 0), call);
    if (warnings.kind === "error") return warnings;
    return argument(args, 1).force(call.evaluation);
  }),
];

export const debugFunctions: readonly BuiltinValue[] = [
  lazily("traceIf", 3, (args, call) => {
    const wanted = maybe(argument(args, 0), call);
    if (wanted !== undefined && typeof wanted !== "boolean") return wanted;
    return wanted === true
      ? printed(argument(args, 1), argument(args, 2), call)
      : argument(args, 2).force(call.evaluation);
  }),
  lazily("traceVal", 1, (args, call) => argument(args, 0).force(call.evaluation)),
  lazily("traceValFn", 2, (args, call) => {
    const shown = read.later(argument(args, 0).force(call.evaluation), [argument(args, 1)], call);
    return printed(shown, argument(args, 1), call);
  }),
  lazily("traceSeq", 2, (args, call) => run("deepSeq", [argument(args, 0), argument(args, 1)], call)),
  lazily("traceValSeq", 1, (args, call) => run("deepSeq", [argument(args, 0), argument(args, 0)], call)),
  lazily("traceSeqN", 3, (args, call) => printed(argument(args, 1), argument(args, 2), call)),
  lazily("traceValSeqN", 2, (args, call) => argument(args, 1).force(call.evaluation)),
  lazily("addErrorContext", 2, (args, call) => argument(args, 1).force(call.evaluation)),
];

function assertThat(condition: boolean | Stuck, message: Thunk | string, call: read.Call): Value {
  return condition === false ? raised(message, call) : condition === true ? bool(true) : condition;
}

/** What `throw message` is. */
function raised(message: Thunk | string, call: read.Call): Value {
  return run("throw", [typeof message === "string" ? string(message) : message], call);
}

function nameIn(args: readonly Thunk[], call: read.Call): string {
  const name = read.text(argument(args, 0), call);
  return read.stops(name) ? "a value" : name;
}

/** `value`, unless the message that is shown first is a fault. */
function printed(message: Thunk, value: Thunk, call: read.Call): Value {
  const shown = message.force(call.evaluation);
  return shown.kind === "error" ? shown : value.force(call.evaluation);
}

function warned(message: Thunk, value: Thunk, call: read.Call): Value {
  const shown = message.force(call.evaluation);
  if (shown.kind === "error") return shown;
  if (shown.kind !== "string" && shown.kind !== "partial-string" && !isStuck(shown))
    return fault("assertion", "a warning must be a string", call.at);
  return value.force(call.evaluation);
}

/** The value is the same whether or not there is a warning. */
function warnWhere(when: boolean, args: readonly Thunk[], call: read.Call): Value {
  const condition = maybe(argument(args, 0), call);
  if (condition !== undefined && typeof condition !== "boolean") return condition;
  return condition === when
    ? warned(argument(args, 1), argument(args, 2), call)
    : argument(args, 2).force(call.evaluation);
}

function throwWhere(when: boolean, args: readonly Thunk[], call: read.Call): Value {
  const condition = read.bool(argument(args, 0), call);
  if (typeof condition !== "boolean") return condition;
  return condition === when ? raised(argument(args, 1), call) : argument(args, 2).force(call.evaluation);
}
