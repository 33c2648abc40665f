{ config, clan-core, ... }:
{
  imports = [
    ./hardware-configuration.nix
    clan-core.clanModules.sshd
  ];

  # One repository per client; the key is the one that `clan facts generate myhostname` wrote.
  services.borgbackup.repos.myhostname = {
    path = "/var/lib/borgbackup/myhostname";
    authorizedKeys = [
      (builtins.readFile (config.clan.core.clanDir + "/machines/myhostname/facts/borgbackup.ssh.pub"))
    ];
  };

  users.users.root.openssh.authorizedKeys.keys = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe2fPcGZwFDkA8Sq/XNR/tdyFxXFcvhNbb2YzCRQ794 admin"
  ];

  system.stateVersion = "24.05";
}
