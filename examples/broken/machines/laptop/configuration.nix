{ clan-core, ... }:
{
  imports = [
    clan-core.clanModules.sshd
    clan-core.clanModules.localbackup
    clan-core.clanModules.borgbackup
    ../../modules/backup.nix
    ./disks.nix
    ./state.nix
  ];

  # Two files say how many snapshots to keep, with the same priority: see modules/backup.nix.
  clan.localbackup.snapshots = 10;

  clan.localbackup.targets = {
    # A typing mistake: the option is called `directory`. So `directory` is missing, too.
    usb = {
      directry = "/mnt/usb/backup";
      mountpoint = "/mnt/usb";
    };

    # Nothing says where the snapshots go: `directory` has no default.
    drawer.mountpoint = "/mnt/drawer";

    # The name of a target becomes part of a command's name, so it cannot hold a space.
    "my disk".directory = "/mnt/usb/my-disk";

    # A path without quotes is copied to the Nix store; the option wants a string.
    office.directory = /mnt/office/backup;

    # The disk is mounted on /mnt/attic, but the snapshots go to the root disk.
    attic = {
      directory = "/mnt/atic/backup";
      mountpoint = "/mnt/attic";
    };
  };

  # This switch is gone since March 2024: a destination is enough.
  clan.borgbackup.enable = true;

  clan.borgbackup.destinations = {
    # A destination needs a `repo`.
    cloud.rsh = "ssh -p 23";

    # borg reads 23 as the first part of the path, not as a port.
    storagebox.repo = "u123456@u123456.your-storagebox.de:23/./laptop";
  };

  services.borgbackup.jobs.photos = {
    paths = [ "/home/alice/Pictures" ];
    repo = "borg@nas:/var/lib/borgbackup/photos";
    # There is no such cipher; `repokey` is what Clan itself uses.
    encryption.mode = "aes256";
    # borg cannot compress with gzip.
    compression = "gzip";
    # A yes or no is written `true` or `false`, without quotes.
    doInit = "yes";
    # "1 week" is not a period that borg knows; write "1w".
    prune.keep.within = "1 week";
    # This is how cron writes times; systemd refuses the timer and the job never runs.
    startAt = "0 1 * * *";
  };

  nixpkgs.hostPlatform = "x86_64-linux";
  clan.core.networking.targetHost = "root@laptop";
  system.stateVersion = "25.05";
}
