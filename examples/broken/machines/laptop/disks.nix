{
  fileSystems."/" = {
    device = "/dev/disk/by-label/nixos";
    fsType = "ext4";
  };

  # A mount point is written without a slash at its end.
  fileSystems."/mnt/usb/" = {
    device = "/dev/disk/by-label/usb";
    fsType = "ext4";
    options = [ "noauto" ];
  };

  fileSystems."/mnt/drawer" = {
    device = "/dev/disk/by-label/drawer";
    fsType = "ext4";
    # Mount options are a list, even when there is one.
    options = "noauto";
  };

  fileSystems."/mnt/attic" = {
    device = "/dev/disk/by-label/attic";
    # Upper and lower case matter: the option is called `fsType`.
    fstype = "ext4";
    options = [ "noauto" ];
  };
}
