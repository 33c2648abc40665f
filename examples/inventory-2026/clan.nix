{
  meta.name = "inventory";
  meta.domain = "inventory.example";

  # Clan imports machines/<name>/configuration.nix and hardware-configuration.nix by itself.
  inventory.machines = {
    myhostname = {
      deploy.targetHost = "root@myhostname";
      tags = [ "laptop" ];
    };
    backuphost = {
      deploy.targetHost = "root@backuphost";
    };
  };

  inventory.instances = {
    # Every machine with the tag `laptop` backs up to backuphost, each night at one.
    borgbackup = {
      module = {
        name = "borgbackup";
        input = "clan-core";
      };
      roles.client.tags.laptop = { };
      roles.client.settings = {
        # borg writes to its own folders while it reads them.
        exclude = [
          "/root/.cache/borg"
          "/root/.config/borg"
        ];
      };
      roles.server.machines.backuphost.settings = {
        directory = "/var/lib/borgbackup";
      };
    };

    # Snapshots on the USB disk of the laptop.
    localbackup = {
      module = {
        name = "localbackup";
        input = "clan-core";
      };
      roles.default.machines.myhostname.settings = {
        snapshots = 30;
        targets.hdd = {
          directory = "/mnt/hdd/backup";
          mountpoint = "/mnt/hdd";
        };
      };
    };
  };
}
