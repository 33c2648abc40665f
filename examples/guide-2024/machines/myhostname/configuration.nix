{ clan-core, ... }:
{
  imports = [
    ./hardware-configuration.nix
    clan-core.clanModules.sshd
    clan-core.clanModules.localbackup
    clan-core.clanModules.borgbackup
  ];

  # The USB disk. `noauto`: it is mounted for a backup and unmounted afterwards.
  fileSystems."/mnt/hdd" = {
    device = "/dev/sda2";
    fsType = "ext4";
    options = [ "defaults" "noauto" ];
  };

  clan.localbackup.targets.hdd = {
    directory = "/mnt/hdd/backup";
    mountpoint = "/mnt/hdd";
  };

  # The second machine.
  clan.borgbackup.destinations = {
    myhostname = {
      repo = "borg@backuphost:/var/lib/borgbackup/myhostname";
    };
  };

  clan.core.state.userdata.folders = [ "/home" "/root" ];

  users.users.root.openssh.authorizedKeys.keys = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe2fPcGZwFDkA8Sq/XNR/tdyFxXFcvhNbb2YzCRQ794 admin"
  ];

  system.stateVersion = "24.05";
}
