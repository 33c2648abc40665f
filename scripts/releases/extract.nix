# Options of one clan-core release, as the real module system declares them. Run by extract.ts, which explains how.
#
# `clanCore` and `nixpkgsLib` are checkouts. No NixOS is needed: `pkgs` and what other modules would bring throws when
# it is touched, and the listing leaves out what cannot be known without it.
{ clanCore, nixpkgsLib }:
let
  lib = import (nixpkgsLib + "/lib");
  listOptions = import ./options.nix { inherit lib; };

  at = path: clanCore + "/${path}";
  has = path: builtins.pathExists (at path);
  existing = paths: map at (builtins.filter has paths);
  unknown = name: throw "${name} is not available while options are listed";

  # `lib/default.nix` took the flake's outputs, then a fixed point of its own, then only `lib`.
  clanLib =
    let
      library = import (at "lib/default.nix");
      wanted = builtins.functionArgs library;
    in
    library (
      builtins.intersectAttrs wanted {
        inherit lib;
        self = clan-core;
        clan-core = clan-core;
        nixpkgs = unknown "nixpkgs";
      }
    );
  clan-core = {
    inherit clanLib;
    lib = clanLib;
    clanModules = { };
    clan.modules = { };
    inputs = { };
    outPath = clanCore;
  };

  specialArgs = {
    pkgs = unknown "pkgs";
    utils = unknown "utils";
    self = {
      inputs = { };
    };
    nixpkgs = unknown "nixpkgs";
    nix-darwin = unknown "nix-darwin";
    directory = unknown "directory";
    inherit clan-core clanLib;
  };

  evaluate =
    class: modules:
    (lib.evalModules {
      inherit class specialArgs;
      modules = modules ++ [ { config._module.check = false; } ];
    }).options;

  relative = prefix: map (option: option // { path = lib.drop (builtins.length prefix) option.path; });

  # A file below clanModules that warns at once (`lib.warn … { … }`) is still a module.
  clanModules = existing [
    "clanModules/localbackup"
    "clanModules/borgbackup"
    "clanModules/borgbackup-static"
    "clanModules/postgresql"
  ];
  roleFiles =
    module:
    let
      folder = "clanModules/${module}/roles";
    in
    lib.mapAttrs' (file: _: lib.nameValuePair (lib.removeSuffix ".nix" file) (at "${folder}/${file}")) (
      lib.optionalAttrs (has folder) (builtins.readDir (at folder))
    );

  core = at "nixosModules/clanCore";
  nixos = evaluate "nixos" ([ core ] ++ clanModules);

  # At first a role was added to its module; since 2024-10-02 the role's file is all that a machine gets.
  roleNeedsModule =
    let
      builder = "lib/inventory/build-inventory/default.nix";
    in
    has builder && lib.hasInfix "imports = [ clan-core.clanModules" (builtins.readFile (at builder));

  # Roles as files below clanModules: their options sit at `clan.<module>` of the machine.
  moduleRoles = module: lib.mapAttrs (
    _: file:
    let
      options = evaluate "nixos" (
        [
          core
          file
        ]
        ++ lib.optional roleNeedsModule (at "clanModules/${module}")
      );
    in
    relative [ "clan" module ] (listOptions options.clan.${module})
  ) (roleFiles module);

  # Roles of a clan service: each has an interface, a module of its own.
  serviceRoles =
    service:
    lib.mapAttrs (_: role: listOptions (evaluate null [ role.interface ]))
      (lib.evalModules {
        class = "clan.service";
        specialArgs = { inherit clanLib; };
        modules = [
          (at "clanServices/${service}")
          {
            options.manifest = lib.mkOption { type = lib.types.raw; };
            options.roles = lib.mkOption {
              type = lib.types.attrsOf (
                lib.types.submodule {
                  freeformType = lib.types.attrsOf lib.types.raw;
                  options.interface = lib.mkOption {
                    type = lib.types.deferredModule;
                    default = { };
                  };
                }
              );
            };
            options.perMachine = lib.mkOption { type = lib.types.raw; };
          }
        ];
      }).config.roles;

  services = [
    "borgbackup"
    "localbackup"
  ];
  onlyExisting = folder: builtins.filter (service: has "${folder}/${service}") services;

  clanInterface = lib.findFirst has null [
    "modules/clan/top-level-interface.nix"
    "lib/modules/clan/interface.nix"
    "lib/build-clan/interface.nix"
  ];
  # While buildClan was a function, only its inventory was made of modules.
  inventoryInterface = lib.findFirst builtins.pathExists null (
    map at [ "lib/inventory/build-inventory/interface.nix" ]
  );
in
{
  nixos =
    relative [ ] (listOptions (builtins.intersectAttrs { clan = null; clanCore = null; } nixos));
  clan =
    if clanInterface != null then
      listOptions (evaluate null [ (at clanInterface) ])
    else if inventoryInterface != null then
      map (option: option // { path = [ "inventory" ] ++ option.path; }) (
        listOptions (evaluate null [ inventoryInterface ])
      )
    else
      [ ];
  # The formal arguments of buildClan, name -> optional?, where it is a plain function.
  buildClan =
    if has "lib/build-clan/default.nix" then
      builtins.functionArgs (
        import (at "lib/build-clan/default.nix") {
          inherit lib clan-core;
          nixpkgs = unknown "nixpkgs";
        }
      )
    else
      { };
  serviceRoles = lib.genAttrs (onlyExisting "clanServices") serviceRoles;
  moduleRoles = lib.genAttrs (onlyExisting "clanModules") moduleRoles;
}
