/** The ways in which people write options: the text around a cursor. */

/** Stands for the cursor; Nix has a bar of its own. */
export const CURSOR = "¦";

/** What is typed of an option's name. */
export interface Written {
  /** The names before the last one as they are written, each ready to stand between dots. */
  readonly before: readonly string[];
  /** The last name, with the cursor somewhere in it. */
  readonly typed: string;
}

/** A way to write an option as a module, whole or as far as it has been typed. */
export interface Shape {
  readonly name: string;
  readonly write: (written: Written) => string;
}

const dotted = ({ before, typed }: Written) => [...before, typed].join(".");
const nested = ({ before, typed }: Written) => `${before.map((name) => `${name} = {\n  `).join("")}${typed}`;
const closing = ({ before }: Written) => before.map(() => "};").join(" ");
/** `around` gets the set that the last name stands in, below all names before it. */
const set = (around: (inner: string) => string) => (written: Written) =>
  written.before.length === 0
    ? `{ config = ${around(`{ ${written.typed} }`)}; }`
    : `{ ${written.before.join(".")} = ${around(`{ ${written.typed} }`)}; }`;
/** `around` gets a set with the whole option. */
const body = (around: (inner: string) => string) => (written: Written) => around(`{ ${dotted(written)} }`);
/** `around` gets the option alone, which stands in a set. */
const inSet = (around: (inner: string) => string) => (written: Written) => around(dotted(written));

type Row = readonly [name: string, write: Shape["write"]];

const PLAIN: readonly Row[] = [
  ["dotted", inSet((it) => `{ ${it} }`)],
  ["nested", (it) => `{ ${nested(it)} ${closing(it)} }`],
  ["dotted, then a set", set((it) => it)],
  ["a set without blanks", (it) => `{${it.before.join(".") || "config"}={${it.typed}};}`],
  ["recursive", set((it) => `rec ${it}`)],
  ["with quoted names", ({ before, typed }) => `{ ${[...before.map(quoted), typed].join(".")} }`],
  [
    "a quoted name first",
    ({ before: [first, ...rest], typed }) => `{ ${[quoted(first ?? "config"), ...rest, typed].join(".")} }`,
  ],
  ["dots with blanks", ({ before, typed }) => `{ ${[...before, typed].join(" . ")} }`],
  ["dots on their own lines", ({ before, typed }) => `{ ${[...before, typed].join("\n    .")} }`],
  ["dots at the ends of lines", ({ before, typed }) => `{ ${[...before, typed].join(".\n      ")} }`],
  ["a comment between the names", ({ before, typed }) => `{ ${[...before, typed].join(" /* { */ . ")} }`],
  ["in config", inSet((it) => `{ config = { ${it} }; }`)],
  ["dotted behind config", inSet((it) => `{ config.${it} }`)],
  [
    "with options beside it",
    inSet(
      (it) => `{ options.x = lib.mkOption { type = lib.types.submodule { options = { }; }; }; config = { ${it} }; }`,
    ),
  ],
];

const FUNCTIONS: readonly Row[] = [
  ["a function", body((it) => `{ config, pkgs, lib, ... }:\n${it}`)],
  ["a function of few arguments", body((it) => `{ pkgs, lib, }: ${it}`)],
  ["arguments with defaults", body((it) => `{ config\n, pkgs ? { x = 1; }\n, ...\n}:\n${it}`)],
  ["arguments with a name before", body((it) => `args@{ config, ... }: ${it}`)],
  ["arguments with a name behind", body((it) => `{ config, ... }@args: ${it}`)],
  ["a function that makes a module", body((it) => `inputs: { config, ... }: ${it}`)],
  ["let", body((it) => `{ lib, ... }: let x = { y = 1; }; in ${it}`)],
  ["let in let", body((it) => `{ ... }: let inherit (lib) mkIf; in let b = "}"; in ${it}`)],
  ["let in the set", set((it) => `let b = 2; in ${it}`)],
  ["with", body((it) => `{ lib, ... }: with lib; ${it}`)],
  ["with in the set", set((it) => `with lib; mkIf x ${it}`)],
  ["assert", body((it) => `{ ... }: assert x == 1; ${it}`)],
  ["in parentheses", body((it) => `({ ... }: (${it}))`)],
  ["bound to a name", body((it) => `{ ... }: let common = ${it}; in { imports = [ common ]; }`)],
];

const PROPERTIES: readonly Row[] = [
  ["all below mkIf", body((it) => `{ lib, ... }: { config = lib.mkIf true ${it}; }`)],
  ["a condition with operators", body((it) => `{ config = lib.mkIf (config.x.y && config.z.enable or false) ${it}; }`)],
  [
    "enabled by an option",
    body(
      (it) =>
        `{ config, lib, ... }: let cfg = config.x; in { options.x.enable = lib.mkEnableOption "x"; config = lib.mkIf cfg.enable ${it}; }`,
    ),
  ],
  ["a set below mkIf", set((it) => `lib.mkIf (a == 1) ${it}`)],
  ["a set below mkForce", set((it) => `lib.mkForce ${it}`)],
  ["mkForce in mkIf", set((it) => `lib.mkIf true (lib.mkForce ${it})`)],
  ["mkOverride", set((it) => `lib.mkOverride 50 ${it}`)],
  ["the long name of mkIf", set((it) => `lib.modules.mkIf true ${it}`)],
  ["mkMerge", body((it) => `{ config = lib.mkMerge [ { a = 1; } ${it} ]; }`)],
  ["mkMerge as the module", body((it) => `{ lib, ... }: with lib; mkMerge [ ${it} ]`)],
  ["mkIf in mkMerge", body((it) => `{ config = mkMerge [ (lib.mkIf c ${it}) ]; }`)],
  ["mkMerge in mkIf", set((it) => `lib.mkIf x (lib.mkMerge [ ${it} ])`)],
  ["mkMerge of lists", body((it) => `{ config = lib.mkMerge ([ { x = 1; } ] ++ [ ${it} ]); }`)],
  ["mkMerge of an optional set", body((it) => `{ config = lib.mkMerge ([ { x = 1; } ] ++ lib.optional x ${it}); }`)],
  ["mkMerge of optional sets", body((it) => `{ config = lib.mkMerge (lib.optionals x [ ${it} ]); }`)],
  ["mkMerge of made sets", body((it) => `{ config = lib.mkMerge (map (n: ${it}) xs); }`)],
  ["mkMerge for each", body((it) => `{ config = lib.mkMerge (lib.mapAttrsToList (n: v: ${it}) xs); }`)],
];

const SETS: readonly Row[] = [
  ["behind //", set((it) => `{ } // ${it}`)],
  ["before //", set((it) => `${it} // b`)],
  ["all behind //", body((it) => `{ a = 1; } // ${it}`)],
  ["optionalAttrs", set((it) => `{ } // lib.optionalAttrs (x) ${it} // { b = 1; }`)],
  ["recursiveUpdate", set((it) => `lib.recursiveUpdate { } ${it}`)],
  ["then", set((it) => `if a then ${it} else { }`)],
  ["else", set((it) => `if a then { } else ${it}`)],
  ["imported", body((it) => `{ imports = [ ./a.nix ${it} ]; }`)],
  ["imported as a function", body((it) => `{ imports = [ ({ config, ... }: ${it}) ]; }`)],
  ["imported at times", body((it) => `{ imports = [ ./a.nix ] ++ lib.optionals x [ ${it} ]; }`)],
];

const BESIDE: readonly Row[] = [
  ["behind other bindings", inSet((it) => `{ a.b = 1; c = [ 1 2 ]; ${it} }`)],
  ["before another binding", inSet((it) => `{ ${it}\n  networking.hostName = "x"; }`)],
  ["between inherits", inSet((it) => `{ inherit a b; inherit (x) c; ${it}\n inherit d; }`)],
  ["behind functions", inSet((it) => `{ a = x: y: { b = 1; }; c = { d, ... }: d; ${it} }`)],
  ["behind a string over lines", inSet((it) => `{ a = ''\n  { x = 1; ''\${no} ''' \n''; ${it} }`)],
  ["behind interpolations", inSet((it) => `{ a = "\${f (x: "\${x}") { y = "}"; }}"; ${it} }`)],
  ["behind paths and addresses", inSet((it) => `{ a = ./x/y.nix; b = <nixpkgs/x>; c = http://x.y/z; ${it} }`)],
  ["behind a pipe", inSet((it) => `{ a = x |> f; ${it} }`)],
  ["behind a comment", inSet((it) => `{ # { a =\n  ${it} }`)],
  ["behind other letters", inSet((it) => `{ # ä🐚 {\n  x = "🐚é"; /* ß { */ ${it} }`)],
  ["other line endings", inSet((it) => `{\r\n  x = "ä";\r\n  ${it}\r\n}\r\n`)],
  ["tabs", (it) => `{\n\t${it.before.join(".") || "config"} = {\n\t\t${it.typed}\n\t};\n}\n`],
];

/** What is not finished, or has a mistake before the cursor. */
const DAMAGED: readonly Row[] = [
  ["nothing closed", (it) => `{ ${nested(it)}`],
  ["nothing closed, more behind", (it) => `{ ${nested(it)}\n\n  networking.hostName = "x";\n}`],
  ["nothing closed below mkIf", body((it) => `{ config = lib.mkIf (a && b) ${it.slice(0, -2)}`)],
  ["like formals", set((it) => it.replace("{ ", "{").replace(" }", "}"))],
  ["behind a string without semicolon", inSet((it) => `{ a = "x"\n  ${it}\n}`)],
  ["behind a number without semicolon", inSet((it) => `{ a = 5\n  ${it}\n}`)],
  ["behind a list without semicolon", inSet((it) => `{ a = [ 1 2 ]\n  ${it}\n}`)],
  ["behind a set without semicolon", inSet((it) => `{ a = {\n  b = 1;\n  }\n  ${it}\n}`)],
  ["behind a word without semicolon", inSet((it) => `{ a = pkgs.foo\n  ${it}\n}`)],
  ["behind a call without semicolon", inSet((it) => `{ a = lib.mkForce (f 1)\n  ${it}\n}`)],
  ["behind a path without semicolon", inSet((it) => `{ imports = [ ./a.nix ];\n  b = ./foo.nix\n  ${it}\n}`)],
  ["behind a name without value", inSet((it) => `{ a = ;\n  ${it}\n}`)],
  ["behind a name alone", inSet((it) => `{ a.b.\n  ${it}\n}`)],
  ["behind an open list", inSet((it) => `{ a = [ "x" ;\n  ${it}\n}`)],
  [
    "behind an open list without semicolon",
    ({ before, typed }) => `{ a = [ "x"\n  ${[...(before.length === 0 ? ["config"] : before), typed].join(".")}\n}`,
  ],
  ["behind an open parenthesis", inSet((it) => `{ a = (b c;\n  ${it}\n}`)],
  ["behind an open string", inSet((it) => `{ a = [ "/x ];\n  b = "y";\n  ${it}\n}`)],
  ["with carriage returns, no semicolon", inSet((it) => `{\r\n  a = "x"\r\n  ${it}\r\n}\r\n`)],
];

function quoted(name: string): string {
  return /^["$]/.test(name) ? name : `"${name}"`;
}

export const SHAPES: readonly Shape[] = [...PLAIN, ...FUNCTIONS, ...PROPERTIES, ...SETS, ...BESIDE, ...DAMAGED].map(
  ([name, write]) => ({ name, write }),
);

/** A place for a module in a document. */
export interface Host {
  readonly document: string;
  readonly around: (module: string) => string;
}

const FLAKE = (body_: string) => `{ outputs = { self, clan-core, nixpkgs, ... }@inputs: ${body_}; }`;

/** Where the modules of machines stand. */
export const MACHINE_HOSTS: readonly Host[] = [
  { document: "module.nix", around: (it) => it },
  { document: "clan.nix", around: (it) => `{ machines.jon = ${it}; }` },
  { document: "clan.nix", around: (it) => `{ lib, ... }: { machines = { "jon" = ${it}; }; }` },
  {
    document: "flake.nix",
    around: (it) => FLAKE(`let clan = clan-core.lib.buildClan { inherit self; machines.jon = ${it}; }; in clan`),
  },
  {
    document: "flake.nix",
    around: (it) => FLAKE(`clan-core.lib.clan { machines = lib.genAttrs [ "a" ] (name: ${it}); }`),
  },
  {
    document: "flake.nix",
    around: (it) => FLAKE(`inputs.flake-parts.lib.mkFlake { inherit inputs; } { clan.machines.jon = ${it}; }`),
  },
  {
    document: "flake.nix",
    around: (it) => FLAKE(`{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ (${it}) ]; }; }`),
  },
];

/** Where the clan itself is written. */
export const CLAN_HOSTS: readonly Host[] = [
  { document: "clan.nix", around: (it) => it },
  { document: "flake.nix", around: (it) => FLAKE(`let clan = clan-core.lib.clan (${it}); in clan`) },
  {
    document: "flake.nix",
    around: (it) => FLAKE(`inputs.flake-parts.lib.mkFlake { inherit inputs; } { clan = ${it}; }`),
  },
  {
    document: "flake.nix",
    around: (it) =>
      FLAKE(`inputs.flake-parts.lib.mkFlake { inherit inputs; } ({ self, ... }: { flake.clan = ${it}; })`),
  },
  { document: "parts.nix", around: (it) => `{ inputs, ... }: { flake = { clan = ${it}; }; }` },
];

/** Where the settings of `role` of `service` are written; the text may leave the instance's name or its service to be told. */
export function settingsHosts(service: string, role: string): readonly Host[] {
  const own = `inventory.instances.${service}.roles.${role}`;
  const named = (rest: string) =>
    `{ inventory.instances.nightly = { module = { name = "${service}"; input = "clan-core"; }; roles.${role} = { ${rest}; }; }; }`;
  return [
    { document: "clan.nix", around: (it) => `{ ${own}.settings = ${it}; }` },
    {
      document: "clan.nix",
      around: (it) => `{ inventory = { instances."${service}".roles."${role}".machines.jon.settings = ${it}; }; }`,
    },
    { document: "clan.nix", around: (it) => named(`machines = { jon = { settings = ${it}; }; }`) },
    { document: "clan.nix", around: (it) => named(`tags.all.settings = ${it}`) },
    { document: "flake.nix", around: (it) => FLAKE(`clan-core.lib.clan ${named(`settings = ${it}`)}`) },
    { document: "inventory.nix", around: (it) => `{ instances.${service}.roles.${role} = { settings = ${it}; }; }` },
  ];
}
