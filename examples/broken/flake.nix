{
  description = "A clan with mistakes: each one has a comment above it";

  inputs.clan-core.url = "https://git.clan.lol/clan/clan-core/archive/main.tar.gz";
  inputs.nixpkgs.follows = "clan-core/nixpkgs";

  outputs =
    { self, clan-core, ... }:
    let
      # Clan imports machines/<name>/configuration.nix by itself.
      clan = clan-core.lib.buildClan {
        inherit self;
        meta.name = "broken";
      };
    in
    {
      inherit (clan) nixosConfigurations clanInternals;
    };
}
