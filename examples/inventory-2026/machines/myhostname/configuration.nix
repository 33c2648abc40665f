{
  config,
  lib,
  ...
}:
let
  # The hooks run with a short PATH; each tool they call has to be on it.
  withSystemctl = "export PATH=${lib.makeBinPath [ config.systemd.package ]}:$PATH";
in
{
  imports = [ ../../modules/admin.nix ];

  # The USB disk. `noauto`: it is mounted for a backup and unmounted afterwards.
  fileSystems."/mnt/hdd" = {
    device = "/dev/disk/by-uuid/0b6d9a52-7d0c-4c0e-9f55-3b1d0a6f2c11";
    fsType = "ext4";
    options = [
      "defaults"
      "noauto"
    ];
  };

  clan.core.state.userdata.folders = [
    "/home"
    "/root"
  ];

  services.radicale.enable = true;

  # The calendars are files that change together: the service rests while they are read.
  clan.core.state.calendars = {
    folders = [ "/var/lib/radicale/collections" ];
    preBackupScript = ''
      ${withSystemctl}
      systemctl stop radicale.service
    '';
    postBackupScript = ''
      ${withSystemctl}
      systemctl start radicale.service
    '';
  };

  # Clan schedules borg, but not the snapshots on the disk.
  systemd.services.localbackup = {
    startAt = "daily";
    script = "/run/current-system/sw/bin/localbackup-create";
  };

  system.stateVersion = "26.05";
}
