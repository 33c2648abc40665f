/**
 * The argument `pkgs` of modules: what is certain about it without nixpkgs. Packages are unknown; the builders of nixpkgs (its manual,
 * "Trivial build helpers", "Fetchers", "Standard environment") give derivations.
 */
import { type Evaluation, Thunk } from "./thunk.ts";
import {
  type Attr,
  type AttrsValue,
  attr,
  attrs,
  type BuiltinValue,
  builtin,
  isStuck,
  string,
  stringOf,
  unknown,
  type Value,
} from "./value.ts";

/** Builders that take the name first, with the number of their arguments. */
const NAMED = {
  linkFarm: 2,
  linkFarmFromDrvs: 2,
  runCommand: 3,
  runCommandCC: 3,
  runCommandLocal: 3,
  writeScript: 2,
  writeScriptBin: 2,
  writeShellScript: 2,
  writeShellScriptBin: 2,
  writeText: 2,
  writeTextDir: 2,
} as const;

/** Builders that take one set. */
const CONFIGURED = [
  "buildEnv",
  "fetchFromGitHub",
  "fetchFromGitLab",
  "fetchgit",
  "fetchpatch",
  "fetchurl",
  "fetchzip",
  "symlinkJoin",
  "writeShellApplication",
  "writeTextFile",
] as const;

/** Builders whose result has a program of its name in `bin`. */
const PROGRAMS: ReadonlySet<string> = new Set(["writeScriptBin", "writeShellApplication", "writeShellScriptBin"]);

/** Builders of `pkgs.writers`, with the number of their arguments; a set as the second of two is one of options. */
const WRITERS = { writeBash: 2, writeBashBin: 2, writeDash: 2, writeDashBin: 2, writePython3: 3, writePython3Bin: 3 };

/** The value of `pkgs`; `lib` is `pkgs.lib`. */
export function pkgsValue(lib: Value): Value {
  const stdenv = openSet({ mkDerivation: configured("mkDerivation") });
  const writers = openSet(
    Object.fromEntries(Object.entries(WRITERS).map(([name, arity]) => [name, named(name, arity)])),
  );
  const builders = [
    ...Object.entries(NAMED).map(([name, arity]) => [name, named(name, arity)] as const),
    ...CONFIGURED.map((name) => [name, configured(name)] as const),
  ];
  return openSet({ ...Object.fromEntries(builders), lib, stdenv, stdenvNoCC: stdenv, writers });
}

function openSet(fields: Readonly<Record<string, Value>>): AttrsValue {
  const entries = Object.entries(fields).map(([name, value]) => [name, attr(Thunk.of(value))] as const);
  return attrs(new Map(entries), true);
}

/** A builder that is given the name of what it builds as its first argument. */
function named(builder: string, arity: number): BuiltinValue {
  return builtin(builder, arity, (args, evaluation) => {
    const [name, second] = args;
    if (builder in WRITERS && arity === 2 && second !== undefined) {
      const kind = second.force(evaluation).kind;
      if (kind === "attrs" || kind === "unknown" || kind === "error") return unknown(`pkgs.writers.${builder}`);
    }
    return derivation(name ?? Thunk.of(unknown("a name")), builder);
  });
}

/** A builder that is given a set; its `name` names what is built, or `pname` and `version` do. */
function configured(builder: string): BuiltinValue {
  return builtin(builder, 1, ([settings]) => {
    const field = (name: string) =>
      Thunk.lazy((evaluation) => fieldOf(settings?.force(evaluation) ?? unknown("settings"), name, evaluation));
    return derivation(
      Thunk.lazy((evaluation) => nameFrom(field, evaluation)),
      builder,
    );
  });
}

/** The attribute `name`; null where there is none. */
function fieldOf(settings: Value, name: string, evaluation: Evaluation): Value {
  const entry = settings.kind === "attrs" ? settings.entries.get(name) : undefined;
  if (entry?.certain === true) return entry.value.force(evaluation);
  return settings.kind === "attrs" && !settings.open && entry === undefined ? { kind: "null" } : unknown(name);
}

function nameFrom(field: (name: string) => Thunk, evaluation: Evaluation): Value {
  const name = field("name").force(evaluation);
  if (name.kind !== "null") return name;
  const [pname, version] = [field("pname").force(evaluation), field("version").force(evaluation)];
  return pname.kind === "string" && version.kind === "string"
    ? string(`${pname.text}-${version.text}`)
    : unknown("the name of a derivation");
}

/** What a builder gives: a package of which the name may be known and the hash in its store path is not. */
function derivation(name: Thunk, builder: string): Value {
  const entries = new Map<string, Attr>([
    ["type", attr(Thunk.of(string("derivation")))],
    ["name", attr(nameThunk(name))],
    ["outPath", attr(Thunk.lazy((evaluation) => storePath(name.force(evaluation))))],
  ]);
  if (PROGRAMS.has(builder)) {
    const meta = attrs(new Map([["mainProgram", attr(nameThunk(name))]]), true);
    entries.set("meta", attr(Thunk.of(meta)));
  }
  return attrs(entries, true);
}

/** Builders that write a file take a path for its name and name the derivation after its last part. */
function nameThunk(name: Thunk): Thunk {
  return Thunk.lazy((evaluation) => {
    const value = name.force(evaluation);
    if (value.kind === "string") return string(value.text.slice(value.text.lastIndexOf("/") + 1));
    return isStuck(value) || value.kind === "partial-string" ? value : unknown("the name of a derivation");
  });
}

function storePath(name: Value): Value {
  if (name.kind !== "string") return stringOf(["/nix/store/", undefined]);
  return stringOf(["/nix/store/", undefined, `-${name.text.slice(name.text.lastIndexOf("/") + 1)}`]);
}
