/** The properties of definitions and the declarations of options (nixpkgs, lib/modules.nix and lib/options.nix). */
import { updateAttrs } from "../attrsets.ts";
import * as read from "../builtins/native.ts";
import { Thunk } from "../thunk.ts";
import {
  type AttrsValue,
  type BuiltinValue,
  bool,
  builtin,
  fault,
  inertUnknown,
  int,
  isStuck,
  nullValue,
  string,
  unknown,
  type Value,
} from "../value.ts";
import { argument, lazily } from "./support.ts";

/** Functions that set a priority, by name (nixpkgs, lib/modules.nix). */
const PRIORITIES = {
  mkVMOverride: 10,
  mkForce: 50,
  mkImageMediaOverride: 60,
  mkDefault: 1000,
  mkOptionDefault: 1500,
} as const;

const ORDERS = { mkBefore: 500, mkAfter: 1500 } as const;

/**
 * Functions that make modules which pass definitions on to an option under another name, with the number of their arguments. What they
 * pass on is not followed, so it is not judged either.
 */
const PASSING_MODULES = {
  doRename: 1,
  mkAliasOptionModule: 2,
  mkAliasOptionModuleMD: 2,
  mkChangedOptionModule: 3,
  mkDerivedConfig: 2,
  mkMergedOptionModule: 3,
  mkRemovedOptionModule: 2,
  mkRenamedOptionModule: 2,
  mkRenamedOptionModuleWith: 1,
} as const;

function overriding(priority: Thunk | Value, content: Thunk): Value {
  return read.record({ _type: string("override"), priority, content });
}

function ordering(priority: Thunk | Value, content: Thunk): Value {
  return read.record({ _type: string("order"), priority, content });
}

/** Those of `lib.modules`. */
export const propertyFunctions: readonly BuiltinValue[] = [
  lazily("mkIf", 2, (args) =>
    read.record({ _type: string("if"), condition: argument(args, 0), content: argument(args, 1) }),
  ),
  lazily("mkMerge", 1, (args) => read.record({ _type: string("merge"), contents: argument(args, 0) })),
  lazily("mkOverride", 2, (args) => overriding(argument(args, 0), argument(args, 1))),
  lazily("mkOrder", 2, (args) => ordering(argument(args, 0), argument(args, 1))),
  lazily("mkFixStrictness", 1, (args, call) => argument(args, 0).force(call.evaluation)),
  read.native1("mkDefinition", read.set, (set) => updateAttrs(set, read.record({ _type: string("definition") }))),
  ...Object.entries(PRIORITIES).map(([name, priority]) =>
    lazily(name, 1, (args) => overriding(int(priority), argument(args, 0))),
  ),
  ...Object.entries(ORDERS).map(([name, priority]) =>
    lazily(name, 1, (args) => ordering(int(priority), argument(args, 0))),
  ),
  ...Object.entries(PASSING_MODULES).map(([name, arity]) =>
    builtin(name, arity, () => inertUnknown(`a module made with ${name}`)),
  ),
];

/** Those of `lib.options`. `types` is `lib.types`. */
export function optionFunctions(types: Value): readonly BuiltinValue[] {
  return [
    lazily("mkOption", 1, (args, call) => option(argument(args, 0).force(call.evaluation), call)),
    lazily("mkEnableOption", 1, (_, call) => {
      const type = typeNamed("bool", types, call);
      return option(read.record({ default: bool(false), example: bool(true), type }), call);
    }),
    read.native3("mkPackageOption", read.lazy, read.lazy, read.set, (_pkgs, _name, settings, call) =>
      packageOption(settings, types, call),
    ),
    lazily("isOption", 1, (args, call) => typeIs(argument(args, 0), "option", call)),
    text("literalExpression"),
    text("literalMD"),
  ];
}

function option(settings: Value, call: read.Call): Value {
  const set = settings.kind === "unknown" ? settings : read.asSet(settings, call);
  if (set.kind === "error") return set;
  return updateAttrs(set, read.record({ _type: string("option") }));
}

function typeNamed(name: string, types: Value, call: read.Call): Value {
  const entry = types.kind === "attrs" ? types.entries.get(name) : undefined;
  return entry?.value.force(call.evaluation) ?? unknown(`the type ${name}`);
}

/** Which package is the default is not known; whether there is one follows from the settings. */
function packageOption(settings: AttrsValue, types: Value, call: read.Call): Value {
  const of = (name: string) => settings.entries.get(name)?.value.force(call.evaluation);
  const nullable = of("nullable") ?? bool(false);
  if (settings.open || isStuck(nullable)) return unknown("an option for a package");
  const isNullable = nullable.kind === "bool" && nullable.value;
  const plain = typeNamed("package", types, call);
  const nullOr = typeNamed("nullOr", types, call);
  const type = isNullable ? read.later(nullOr, [Thunk.of(plain)], call) : plain;
  const given = of("default");
  if (given !== undefined && isStuck(given)) return unknown("an option for a package");
  if (given?.kind === "null")
    return option(isNullable ? read.record({ default: nullValue, type }) : read.record({ type }), call);
  return option(read.record({ default: unknown("a package"), type }), call);
}

function text(name: string): BuiltinValue {
  return lazily(name, 1, (args, call) => {
    const found = argument(args, 0).force(call.evaluation);
    if (found.kind === "error") return found;
    if (found.kind !== "string" && found.kind !== "partial-string" && found.kind !== "unknown")
      return fault("throw", `${name} expects a string`, call.at);
    return read.record({ _type: string(name), text: argument(args, 0) });
  });
}

/** Whether the value in `arg` is a set whose `_type` is `wanted`. */
export function typeIs(arg: Thunk, wanted: string, call: read.Call): Value {
  const found = arg.force(call.evaluation);
  if (isStuck(found)) return found;
  if (found.kind === "host") return bool(wanted === "option-type");
  if (found.kind !== "attrs") return bool(false);
  const entry = found.entries.get("_type");
  if (entry === undefined) return found.open ? unknown("the attribute _type") : bool(false);
  if (!entry.certain) return unknown("the attribute _type");
  const type = entry.value.force(call.evaluation);
  if (isStuck(type) || type.kind === "partial-string") return type.kind === "error" ? type : unknown("a type");
  return bool(type.kind === "string" && type.text === wanted);
}
