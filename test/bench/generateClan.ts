/** A clan of any number of machines; the same seed gives the same texts. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { NAMES } from "./generate.ts";
import { createRandom, type Random } from "./random.ts";

function configurationText(index: number, random: Random): string {
  const name = `${random.pick(NAMES)}${index}`;
  // One machine in a hundred has the mistake that the engine is to find.
  const folders = index % 100 === 7 ? "foldres" : "folders";
  return `{ config, lib, pkgs, ... }:
{
  imports = [
    ../../modules/base.nix
    ../../modules/${index % 3 === 0 ? "web" : "storage"}.nix
  ];

  networking.hostName = "${machineName(index)}";
  time.timeZone = "Europe/Berlin";

  # The application and what it leaves behind.
  services.${name}.enable = true;
  clan.core.state.${name} = {
    ${folders} = [ "/var/lib/${name}" ];
    preBackupScript = ''
      systemctl stop ${name}.service
    '';
    postBackupScript = ''
      systemctl start ${name}.service
    '';
  };

  fileSystems."/data" = {
    device = "/dev/disk/by-label/data${random.below(9)}";
    fsType = "ext4";
  };

  services.nginx.virtualHosts."${name}.example.org".locations."/" = {
    proxyPass = "http://127.0.0.1:${1024 + random.below(9000)}";
  };

  environment.systemPackages = with pkgs; [ htop ripgrep ];
  networking.firewall.allowedTCPPorts = lib.mkIf config.services.nginx.enable [ 80 443 ];

  system.stateVersion = "26.05";
}
`;
}

/** What nixos-generate-config writes. No two machines have the same disks. */
function hardwareText(random: Random): string {
  const uuid = () => `${random.below(2 ** 31).toString(16)}-${random.below(2 ** 31).toString(16)}`;
  return `{ config, lib, modulesPath, ... }:
{
  imports = [ (modulesPath + "/installer/scan/not-detected.nix") ];

  boot.initrd.availableKernelModules = [ "ahci" "xhci_pci" "nvme" "sd_mod" ];
  boot.kernelModules = [ "${random.pick(["kvm-intel", "kvm-amd"])}" ];
  boot.loader.systemd-boot.enable = true;

  fileSystems."/" = {
    device = "/dev/disk/by-uuid/${uuid()}";
    fsType = "ext4";
  };
  fileSystems."/boot" = {
    device = "/dev/disk/by-uuid/${uuid()}";
    fsType = "vfat";
  };
  swapDevices = [ { device = "/dev/disk/by-uuid/${uuid()}"; } ];

  nixpkgs.hostPlatform = lib.mkDefault "x86_64-linux";
  hardware.cpu.intel.updateMicrocode = lib.mkDefault config.hardware.enableRedistributableFirmware;
}
`;
}

const FLAKE = `{
  inputs.clan-core.url = "https://git.clan.lol/clan/clan-core/archive/main.tar.gz";
  inputs.nixpkgs.follows = "clan-core/nixpkgs";

  outputs =
    { self, clan-core, ... }:
    let
      clan = clan-core.lib.clan {
        inherit self;
        imports = [ ./clan.nix ];
      };
    in
    {
      inherit (clan.config) nixosConfigurations nixosModules clanInternals;
      clan = clan.config;
    };
}
`;

const SHARED = {
  "modules/base.nix": `{ lib, pkgs, ... }:
{
  imports = [ ./admin.nix ];
  services.openssh.enable = true;
  nix.settings.experimental-features = [ "nix-command" "flakes" ];
  clan.core.state.home.folders = [ "/home" "/root" ];
  environment.systemPackages = [ pkgs.vim ];
  networking.useDHCP = lib.mkDefault true;
}
`,
  "modules/admin.nix": `{
  users.users.root.openssh.authorizedKeys.keys = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe2fPcGZwFDkA8Sq/XNR/tdyFxXFcvhNbb2YzCRQ794 admin"
  ];
}
`,
  "modules/web.nix": `{
  services.nginx.enable = true;
  services.nginx.recommendedProxySettings = true;
  clan.core.state.certificates.folders = [ "/var/lib/acme" ];
}
`,
  "modules/storage.nix": `{ lib, ... }:
{
  services.borgbackup.jobs.system = {
    paths = lib.mkDefault [ "/etc" ];
    repo = "/data/borg/system";
    encryption.mode = "none";
    startAt = "weekly";
  };
}
`,
} as const;

/** What the machine number `index` of a generated clan is called. */
export function machineName(index: number): string {
  return `m${String(index).padStart(4, "0")}`;
}

/** The text of `clan.nix` in a generated clan. */
export function clanText(machines: number): string {
  const entries = Array.from({ length: machines }, (_, index) => {
    const tags = index % 10 === 0 ? `"server"` : `"client" "site${index % 7}"`;
    return `    ${machineName(index)} = {\n      deploy.targetHost = "root@${machineName(index)}.example.org";\n      tags = [ ${tags} ];\n    };`;
  });
  return `{
  meta.name = "generated";
  meta.domain = "example.org";

  inventory.machines = {
${entries.join("\n")}
  };

  inventory.instances.borgbackup = {
    module.name = "borgbackup";
    module.input = "clan-core";
    roles.client.tags.client = { };
    roles.client.settings.exclude = [ "/root/.cache" ];
    roles.server.tags.server = { };
    roles.server.settings.directory = "/var/lib/borgbackup";
  };
  inventory.instances.localbackup = {
    module.name = "localbackup";
    module.input = "clan-core";
    roles.default.tags.server = { };
    roles.default.settings.targets.disk = {
      directory = "/data/snapshots";
      mountpoint = "/data";
    };
  };
}
`;
}

/** Writes a clan of `machines` machines into `folder`, with the pinned clan-core of the example of 2026. */
export function writeClan(folder: string, machines: number, seed = 1): void {
  const random = createRandom(seed);
  const files = new Map<string, string>([...Object.entries(SHARED), ["flake.nix", FLAKE]]);
  files.set("clan.nix", clanText(machines));
  for (let index = 0; index < machines; index++) {
    const machine = `machines/${machineName(index)}`;
    files.set(`${machine}/configuration.nix`, configurationText(index, random));
    files.set(`${machine}/hardware-configuration.nix`, hardwareText(random));
  }
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  pinRelease(folder);
}

/** Puts the `flake.lock` of the example of 2026 into `folder`: it says by which release to judge. */
export function pinRelease(folder: string): void {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(import.meta.dirname, "../../examples/inventory-2026/flake.lock"), join(folder, "flake.lock"));
}
