/** The builtins that steer evaluation. Nix reference manual, "Built-in Functions". */
import { coerce } from "../strings.ts";
import { type BuiltinValue, bool, fault, stringOf } from "../value.ts";
import { forceDeep } from "./deep.ts";
import * as read from "./native.ts";

export const controlBuiltins: readonly BuiltinValue[] = [
  read.native2("seq", read.value, read.lazy, (_, then, call) => then.force(call.evaluation)),
  read.native2("deepSeq", read.lazy, read.lazy, (first, then, call) => {
    return forceDeep(first, call.evaluation) ?? then.force(call.evaluation);
  }),
  traced("trace"),
  traced("traceVerbose"),
  traced("warn"),
  read.native2("addErrorContext", read.lazy, read.lazy, (_, value, call) => value.force(call.evaluation)),
  raising("throw"),
  raising("abort"),
  read.native1("tryEval", read.lazy, (arg, call) => {
    const value = arg.force(call.evaluation);
    if (value.kind === "unknown") return value;
    if (value.kind !== "error") return read.record({ success: bool(true), value: arg });
    return value.fault.kind === "throw" || value.fault.kind === "assertion"
      ? read.record({ success: bool(false), value: bool(false) })
      : value;
  }),
];

/** What is only printed need not be known. */
function traced(name: string): BuiltinValue {
  return read.native2(name, read.lazy, read.lazy, (message, then, call) => {
    const printed = message.force(call.evaluation);
    return printed.kind === "error" ? printed : then.force(call.evaluation);
  });
}

function raising(kind: "throw" | "abort"): BuiltinValue {
  return read.native1(kind, read.lazy, (message, call) => {
    const text = coerce(message.force(call.evaluation), "interpolate", call.evaluation, call.at);
    if ("kind" in text && text.kind === "error") return text;
    const whole = "kind" in text ? undefined : stringOf(text);
    return fault(kind, whole?.kind === "string" ? whole.text : "the configuration stops with an error here", call.at);
  });
}
