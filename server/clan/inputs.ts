/** The inputs of a flake as far as a backup configuration needs them. */
import type { Place } from "../nix/expr.ts";
import type { Configuration } from "../nix/modules/moduleConfiguration.ts";
import { type Evaluation, Thunk } from "../nix/thunk.ts";
import { type AttrsValue, attr, attrs, builtin, inertUnknown, string, unknown, type Value } from "../nix/value.ts";
import { valueAt } from "./arguments.ts";
import { outputsOf } from "./flakeParts.ts";
import { importTree } from "./importTree.ts";

/** A call that makes a clan or a machine, found while the flake's outputs were evaluated. */
export type FlakeCall =
  /** `clan-core.lib.buildClan { … }` or `lib.clan { … }`; the argument is a clan module. */
  | { readonly kind: "buildClan"; readonly argument: Thunk; readonly at: Place | undefined }
  /** One machine: the argument is `{ modules, specialArgs, … }`, and `result` is this very object wherever the machine is handed to. */
  | {
      readonly kind: "nixosSystem";
      readonly argument: Thunk;
      readonly result: Value;
      readonly at: Place | undefined;
    }
  /** flake-parts. */
  | { readonly kind: "mkFlake"; readonly configuration: Configuration; readonly at: Place | undefined };

/**
 * General-purpose flakes, by repository name, whose modules have nothing to do with Clan or backups: as an import they are left out instead
 * of making all of the machine unknown.
 */
const INERT_FLAKES: ReadonlySet<string> = new Set([
  "nixpkgs",
  "nixos-hardware",
  "home-manager",
  "sops-nix",
  "agenix",
  "flake-utils",
  "treefmt-nix",
  "nix-index-database",
  "lanzaboote",
  "stylix",
  "niri-flake",
  "hyprland",
  "nur",
]);

/** What the modules of clan-core are called where they are imported and not read; the name of the module follows behind a dot. */
export const CLAN_MODULES = "clan-core.clanModules";
export const OTHER_CLAN_MODULES = "clan-core.modules";

export interface InputSources {
  /** nixpkgs' lib. */
  readonly lib: Value;
  /** Called for each call found. */
  readonly onCall: (call: FlakeCall) => void;
  /** Evaluates the module of a flake of flake-parts. */
  readonly evaluateFlake: (settings: Thunk, module: Thunk, evaluation: Evaluation) => Configuration;
}

/** Flakes whose functions are known. */
const KNOWN_FLAKES = [
  "clan-core",
  "nixpkgs",
  "flake-parts",
  "import-tree",
  "adios-flake",
  "flake-input-patcher",
] as const;

/** Which flake an input is: told from its name and from what `flake.nix` or `flake.lock` says of its source. */
export function inputKind(name: string, source: string): (typeof KNOWN_FLAKES)[number] | "inert" | "other" {
  const repository = /([^/:]+?)(?:\.git|\/archive\/.*)?(?:\?.*)?$/.exec(source)?.[1] ?? "";
  for (const known of KNOWN_FLAKES)
    if (name === known || repository === known || source.includes(`/${known}/`)) return known;
  return INERT_FLAKES.has(name) || INERT_FLAKES.has(repository) ? "inert" : "other";
}

/** The value of the input `name` as the flake's outputs get it. */
export function inputValue(name: string, source: string, sources: InputSources): Value {
  switch (inputKind(name, source)) {
    case "clan-core":
      return clanCore(sources);
    case "nixpkgs":
      return nixpkgs(sources);
    case "flake-parts":
      return flakeParts(sources);
    case "import-tree":
      return importTree();
    case "adios-flake":
      return adiosFlake();
    case "flake-input-patcher":
      return inputPatcher();
    case "inert":
      return inertUnknown(`the input ${name}`);
    case "other":
      return unknown(`the input ${name}`);
  }
}

/** clan-core's functions that make a clan; its modules define no backup of their own. */
function clanCore(sources: InputSources): Value {
  const make = capture("buildClan", sources);
  const lib = openSet({ buildClan: make, clan: make });
  const modules = inertUnknown(OTHER_CLAN_MODULES);
  return openSet({
    lib,
    clanLib: lib,
    clanModules: inertUnknown(CLAN_MODULES),
    nixosModules: modules,
    flakeModules: modules,
    modules,
    inputs: openSet({ nixpkgs: nixpkgs(sources), "flake-parts": flakeParts(sources) }),
  });
}

function nixpkgs(sources: InputSources): Value {
  return openSet({
    lib: withNixosSystem(sources),
    legacyPackages: unknown("packages"),
    nixosModules: inertUnknown("a module of nixpkgs"),
  });
}

/** `evalFlakeModule` is what `mkFlake` was made of, and what people called before 2024: its `config.flake` are the outputs. */
function flakeParts(sources: InputSources): Value {
  const make = (name: string, wrap: (outputs: Value) => Value) =>
    builtin(name, 2, ([settings, module], evaluation, at) => {
      if (settings === undefined || module === undefined) return unknown("the outputs of flake-parts");
      const configuration = sources.evaluateFlake(settings, module, evaluation);
      sources.onCall({ kind: "mkFlake", configuration, at });
      return wrap(outputsOf(configuration));
    });
  return openSet({
    lib: openSet({
      mkFlake: make("mkFlake", (outputs) => outputs),
      evalFlakeModule: make("evalFlakeModule", (flake) => openSet({ config: openSet({ flake }) })),
    }),
    flakeModules: inertUnknown("a module of flake-parts"),
  });
}

/** adios-flake: `mkFlake { flake = { … }; … }` hands the set `flake` on among the outputs and makes the rest of them per system. */
function adiosFlake(): Value {
  const mkFlake = builtin("mkFlake", 1, ([settings], evaluation) => {
    const flake = settings && valueAt(settings.force(evaluation), ["flake"], evaluation);
    return flake?.kind === "attrs" ? attrs(flake.entries, true) : unknown("the outputs of adios-flake");
  });
  return openSet({ lib: openSet({ mkFlake }) });
}

/**
 * flake-input-patcher: `lib.<system>.patch { unpatchedInputs = inputs; … }`, before 2026 `patch inputs { … }`, gives the same inputs, some with
 * patches in them.
 */
function inputPatcher(): Value {
  const patch = builtin("patch", 1, ([given], evaluation) => {
    if (given === undefined) return unknown("patched inputs");
    const value = given.force(evaluation);
    if (value.kind === "attrs" && value.entries.has("unpatchedInputs"))
      return valueAt(value, ["unpatchedInputs"], evaluation);
    return builtin("patch inputs", 1, () => value);
  });
  const lib = openSet({ patch, fetchpatch: unknown("a patch") });
  return openSet({ lib: openSet(Object.fromEntries(SYSTEMS.map((system) => [system, lib]))) });
}

const SYSTEMS = ["x86_64-linux", "aarch64-linux", "x86_64-darwin", "aarch64-darwin"];

function withNixosSystem(sources: InputSources): Value {
  const { lib } = sources;
  if (lib.kind !== "attrs") return lib;
  return attrs(new Map([...lib.entries, ["nixosSystem", attr(Thunk.of(capture("nixosSystem", sources)))]]), true);
}

function capture(kind: "buildClan" | "nixosSystem", sources: InputSources): Value {
  return builtin(kind, 1, ([argument], _evaluation, at) => {
    const result = unknown(`what ${kind} makes`);
    if (argument !== undefined)
      sources.onCall(kind === "buildClan" ? { kind, argument, at } : { kind, argument, result, at });
    return result;
  });
}

/** A set with these attributes and others that are not known. */
function openSet(values: Readonly<Record<string, Value>>): AttrsValue {
  return attrs(new Map(Object.entries(values).map(([name, value]) => [name, attr(Thunk.of(value))])), true);
}

/**
 * `self`: the flake's own outputs, inputs and folder, which stands for the store path that Nix would make of it. Asked for while the
 * outputs are not yet there, it has none of them.
 */
export function selfValue(root: string, outputs: Value, inputs: Thunk): Value {
  const own = new Map([
    ["outPath", attr(Thunk.of(string(root)))],
    ["inputs", attr(inputs)],
    ["outputs", attr(Thunk.of(outputs.kind === "error" ? unknown("the outputs") : outputs))],
  ]);
  return attrs(outputs.kind === "attrs" ? new Map([...outputs.entries, ...own]) : own, true);
}
