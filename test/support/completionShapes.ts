/** The ways in which people write an option: each gives the text up to the cursor inside of the last name, and what may follow. */

/** The text around a cursor. */
export interface Shape {
  readonly name: string;
  /** The document that the module is written in. */
  readonly document: "module.nix" | "clan.nix" | "flake.nix";
  /** `before` are the finished names, `typed` what is typed of the last one; `|` is the cursor. */
  readonly write: (before: readonly string[], typed: string) => string;
}

const dotted = (names: readonly string[]) => names.map((name) => `${name}.`).join("");
const nested = (names: readonly string[]) => names.map((name) => `${name} = {\n  `).join("");
const closing = (names: readonly string[]) => names.map(() => "};").join(" ");
/** `a.b = { ` for all names before the last two, or nothing. */
const half = (names: readonly string[]) => (names.length === 0 ? "" : `${names.join(".")} = { `);

/** Shapes inside of a module. */
const MODULE: readonly (readonly [string, (before: readonly string[], typed: string) => string])[] = [
  ["dotted", (before, typed) => `{ ${dotted(before)}${typed}| }`],
  ["nested", (before, typed) => `{ ${nested(before)}${typed}| ${closing(before)} }`],
  ["nested, nothing closed", (before, typed) => `{ ${nested(before)}${typed}|`],
  ["dotted, then a set", (before, typed) => `{ ${half(before)}${typed}| }`],
  ["in config", (before, typed) => `{ config = { ${dotted(before)}${typed}| }; }`],
  ["dotted behind config", (before, typed) => `{ config.${dotted(before)}${typed}| }`],
  ["a function", (before, typed) => `{ config, pkgs, lib, ... }:\n{\n  ${dotted(before)}${typed}|\n}`],
  ["a function with let", (before, typed) => `{ lib, ... }: let x = { y = 1; }; in { ${dotted(before)}${typed}| }`],
  ["a function with with", (before, typed) => `{ lib, ... }: with lib; { ${dotted(before)}${typed}| }`],
  ["below mkIf", (before, typed) => `{ lib, ... }: { config = lib.mkIf true { ${dotted(before)}${typed}| }; }`],
  ["a set below mkIf", (before, typed) => `{ ${before.join(".") || "config"} = lib.mkIf (a == 1) { ${typed}| }; }`],
  ["a set below mkForce", (before, typed) => `{ ${before.join(".") || "config"} = lib.mkForce { ${typed}| }; }`],
  ["in mkMerge", (before, typed) => `{ config = lib.mkMerge [ { a = 1; } { ${dotted(before)}${typed}| } ]; }`],
  ["mkIf in mkMerge", (before, typed) => `{ config = mkMerge [ (lib.mkIf c { ${dotted(before)}${typed}| }) ]; }`],
  ["in a module that is imported", (before, typed) => `{ imports = [ ./a.nix { ${dotted(before)}${typed}| } ]; }`],
  [
    "in an imported function",
    (before, typed) => `{ imports = [ ({ config, ... }: { ${dotted(before)}${typed}| }) ]; }`,
  ],
  ["behind //", (before, typed) => `{ ${before.join(".") || "config"} = { } // { ${typed}| }; }`],
  ["in if", (before, typed) => `{ ${before.join(".") || "config"} = if a then { } else { ${typed}| }; }`],
  ["behind other bindings", (before, typed) => `{ a.b = 1; c = [ 1 2 ]; ${dotted(before)}${typed}| }`],
  ["before another binding", (before, typed) => `{ ${dotted(before)}${typed}|\n  networking.hostName = "x"; }`],
  ["behind a missing semicolon", (before, typed) => `{ networking.hostName = "x"\n  ${dotted(before)}${typed}|\n}`],
  ["behind a string over lines", (before, typed) => `{ a = ''\n  { x = 1;\n''; ${dotted(before)}${typed}|`],
  ["behind a comment", (before, typed) => `{ # { a =\n  ${dotted(before)}${typed}| }`],
  [
    "with quoted names",
    (before, typed) => `{ ${before.map((name) => `"${name.replaceAll('"', "")}".`).join("")}${typed}| }`,
  ],
];

export const SHAPES: readonly Shape[] = [
  ...MODULE.map(([name, write]): Shape => ({ name, document: "module.nix", write })),
  {
    name: "in a machine of clan.nix",
    document: "clan.nix",
    write: (before, typed) => `{ machines.jon = { ${dotted(before)}${typed}| }; }`,
  },
  {
    name: "in a machine's function of clan.nix",
    document: "clan.nix",
    write: (before, typed) => `{ machines = { jon = { pkgs, ... }: { ${nested(before)}${typed}|`,
  },
  {
    name: "in a machine of flake.nix",
    document: "flake.nix",
    write: (before, typed) =>
      `{ outputs = { self, clan-core }: let clan = clan-core.lib.buildClan { machines.jon = { ${dotted(before)}${typed}| }; }; in clan; }`,
  },
  {
    name: "in a generated machine of flake.nix",
    document: "flake.nix",
    write: (before, typed) =>
      `{ outputs = inputs: inputs.clan-core.lib.clan { machines = lib.genAttrs [ "a" ] (name: { ${dotted(before)}${typed}| }); }; }`,
  },
  {
    name: "in flake-parts",
    document: "flake.nix",
    write: (before, typed) =>
      `{ outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } { clan.machines.jon = { ${dotted(before)}${typed}| }; }; }`,
  },
  {
    name: "in nixosSystem",
    document: "flake.nix",
    write: (before, typed) =>
      `{ outputs = { nixpkgs, ... }: { nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ { ${dotted(before)}${typed}| } ]; }; }; }`,
  },
];
