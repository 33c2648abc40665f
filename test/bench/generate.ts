/** A module as people write them, of any size; the same seed gives the same text. */
import { createRandom, type Random } from "./random.ts";

/** What services are called. */
export const NAMES = [
  "photos",
  "mail",
  "wiki",
  "git",
  "music",
  "notes",
  "calendar",
  "metrics",
  "forum",
  "media",
] as const;
const FOLDERS = ["/var/lib", "/srv", "/home", "/data"] as const;

type Block = (name: string, random: Random) => string;

/** Options that the engine knows the declarations of, others of NixOS, hooks, comments, functions of lib. */
const BLOCKS: readonly [Block, ...Block[]] = [
  (name, random) => `
  # ${name}: what has to survive the loss of the machine.
  clan.core.state.${name} = {
    folders = [
      "${random.pick(FOLDERS)}/${name}"
      "/var/lib/${name}/uploads"
    ];
    preBackupScript = ''
      export PATH=\${lib.makeBinPath [ config.systemd.package pkgs.coreutils ]}:$PATH
      systemctl stop ${name}.service
      # The dump is small: ${random.below(900)} MB at most.
      cp -a /var/lib/${name}/db "/var/backup/''\${USER}-${name}"
    '';
    postBackupScript = ''
      systemctl start ${name}.service
    '';
  };
`,
  (name, random) => `
  services.borgbackup.jobs.${name} = {
    paths = [ "/var/lib/${name}" ] ++ lib.optionals hasDisk [ "\${disk}/${name}" ];
    repo = "borg@\${backupHost}:/var/lib/borgbackup/${name}";
    encryption.mode = "repokey";
    encryption.passCommand = "cat \${config.clan.core.vars.generators.borgbackup.files."borgbackup.repokey".path}";
    environment.BORG_RSH = "ssh -i /run/secrets/borgbackup.ssh -oPort=${22 + random.below(3000)}";
    compression = "auto,zstd";
    startAt = "*-*-* 0${random.below(10)}:00:00";
    exclude = map (folder: "\${folder}/.cache") homes;
    prune.keep = {
      within = "1d";
      daily = ${random.below(30)};
      weekly = 4;
    };
  };
`,
  (name, random) => `
  systemd.services.${name} = {
    description = "The ${name} service";
    wantedBy = [ "multi-user.target" ];
    after = [ "network.target" "postgresql.service" ];
    environment = {
      PORT = toString ${1024 + random.below(9000)};
      DATA = "/var/lib/${name}";
    };
    serviceConfig = {
      ExecStart = "\${pkgs.${name}}/bin/${name} --port ${1024 + random.below(9000)}";
      StateDirectory = "${name}";
      Restart = lib.mkDefault "on-failure";
    };
  };
`,
  (name) => `
  # Reached from outside, with a certificate of its own.
  services.nginx.virtualHosts."${name}.\${domain}" = {
    forceSSL = true;
    enableACME = true;
    locations."/".proxyPass = "http://127.0.0.1:\${toString config.services.${name}.port}";
    extraConfig = ''
      client_max_body_size 512M;
    '';
  };
`,
  (name, random) => `
  fileSystems."/mnt/${name}" = {
    device = "/dev/disk/by-uuid/${random.below(2 ** 31).toString(16)}";
    fsType = "ext4";
    options = [ "defaults" "noauto" "x-systemd.device-timeout=10" ];
  };
`,
  (name, random) => `
  users.users.${name} = {
    isSystemUser = true;
    group = "${name}";
    uid = ${1000 + random.below(500)};
    packages = with pkgs; [ git htop ripgrep ];
  };
  users.groups.${name} = lib.mkIf hasDisk { };
`,
];

/** A NixOS module of about `lines` lines. */
export function generateModule(lines: number, seed = 1): string {
  const random = createRandom(seed);
  let text = `{
  config,
  lib,
  pkgs,
  ...
}:
let
  domain = "example.org";
  disk = "/mnt/archive";
  hasDisk = true;
  backupHost = "backup.\${domain}";
  homes = map (user: "/home/\${user}") [ "alice" "bob" ];
in
{
  system.stateVersion = "26.05";
`;
  for (let count = 0, index = 0; count < lines - 16; index++) {
    const block = random.pick(BLOCKS)(`${random.pick(NAMES)}${index}`, random);
    text += block;
    count += block.split("\n").length - 1;
  }
  return `${text}}\n`;
}
