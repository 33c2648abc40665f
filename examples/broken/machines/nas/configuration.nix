{ clan-core, ... }:
{
  imports = [
    clan-core.clanModules.sshd
  ];

  services.borgbackup.repos.laptop = {
    path = "/var/lib/borgbackup/laptop";
    # Keys are a list of strings, even when there is one.
    authorizedKeys = builtins.readFile ../../vars/per-machine/laptop/borgbackup/borgbackup.ssh.pub/value;
    # A quota is a number and one letter: "100G".
    quota = "100GB";
  };

  services.borgbackup.repos.phone = {
    # A relative path: the repository needs a place that starts with a slash.
    path = "var/lib/borgbackup/phone";
    authorizedKeys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe2fPcGZwFDkA8Sq/XNR/tdyFxXFcvhNbb2YzCRQ794 admin" ];
  };

  # The clan has one name, in `meta.name`; machines cannot set it since August 2024.
  clan.core.clanName = "broken";

  fileSystems."/" = {
    device = "/dev/disk/by-label/nixos";
    fsType = "ext4";
  };

  nixpkgs.hostPlatform = "x86_64-linux";
  clan.core.networking.targetHost = "root@nas";
  system.stateVersion = "25.05";
}
