{
  description = "A laptop that backs up to a USB disk and to a second machine";

  inputs.clan-core.url = "git+https://git.clan.lol/clan/clan-core";

  outputs =
    { self, clan-core, ... }:
    let
      clan = clan-core.lib.buildClan {
        directory = self;
        meta.name = "guide";

        machines = {
          myhostname = {
            imports = [ ./machines/myhostname/configuration.nix ];
            nixpkgs.hostPlatform = "x86_64-linux";
            clan.networking.targetHost = "root@myhostname";
          };
          backuphost = {
            imports = [ ./machines/backuphost/configuration.nix ];
            nixpkgs.hostPlatform = "x86_64-linux";
            clan.networking.targetHost = "root@backuphost";
          };
        };
      };
    in
    {
      inherit (clan) nixosConfigurations clanInternals;
    };
}
