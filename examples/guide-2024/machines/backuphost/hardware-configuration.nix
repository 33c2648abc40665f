{ lib, ... }:
{
  boot.loader.systemd-boot.enable = true;
  boot.initrd.availableKernelModules = [ "ahci" "virtio_pci" "sd_mod" ];

  fileSystems."/" = {
    device = "/dev/disk/by-label/nixos";
    fsType = "ext4";
  };
  fileSystems."/boot" = {
    device = "/dev/disk/by-label/boot";
    fsType = "vfat";
  };

  networking.useDHCP = lib.mkDefault true;
}
