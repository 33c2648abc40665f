import type { MachineModel } from "../../clan/topology/model.ts";
import type { ShellCommand, ShellScript } from "../../shell/script.ts";
import type { Rule } from "../rule.ts";
import { type HookScript, hookScripts, placeOfText } from "./scripts.ts";

/**
 * Programs that people call from hooks and that are in none of the packages on the PATH there. borg's job has borgbackup and openssh (job unit,
 * nixpkgs services/backup/borgbackup.nix) and what every systemd service of NixOS has: coreutils, findutils, gnugrep, gnused, systemd.
 */
const ELSEWHERE: ReadonlySet<string> = new Set([
  ...["docker", "docker-compose", "podman", "kubectl", "nixos-container", "virsh"],
  ...["pg_dump", "pg_dumpall", "pg_restore", "psql", "mysqldump", "mysql", "mariadb-dump", "mariadb", "sqlite3"],
  ...["mongodump", "redis-cli", "influx", "slapcat", "ldapsearch"],
  ...["rsync", "runuser", "sudo", "su", "setpriv", "restic", "rclone", "zfs", "zpool", "btrfs", "lvcreate", "lvremove"],
  ...[
    "mount",
    "umount",
    "mountpoint",
    "tar",
    "gzip",
    "xz",
    "zip",
    "unzip",
    "curl",
    "wget",
    "jq",
    "git",
    "gpg",
    "openssl",
  ],
  ...["awk", "gawk", "nextcloud-occ", "gitea", "forgejo", "ip", "ping", "hostname", "pgrep", "pkill", "ps"],
]);

/** localbackup-create has rsnapshot, coreutils and util-linux alone (clanServices/localbackup, 2026-08). */
const OF_UTIL_LINUX: ReadonlySet<string> = new Set(["mount", "umount", "mountpoint", "runuser", "su", "setpriv"]);
const NOT_FOR_LOCALBACKUP: ReadonlySet<string> = new Set([
  ...["systemctl", "journalctl", "grep", "sed", "find", "xargs", "ssh", "borg"],
]);

/**
 * Hooks run with a short PATH. A program that is not on it is "command not found", which ends the script, and with it the backup. Since
 * 2026-01-21 that holds for localbackup too; before it went on as if nothing had happened (clan-core 58ef62b61). Catalogue: T05.
 */
export const commandNotOnPath: Rule = {
  code: "command-not-on-path",
  severity: "error",
  *check(context) {
    for (const found of hookScripts(context)) {
      const missing = missingFor(context.machine, found);
      const seen = new Set<string>();
      for (const command of found.script.commands) {
        const { name, text } = command;
        if (name === undefined || seen.has(name) || !missing(name) || mayBeFound(command, found.script)) continue;
        seen.add(name);
        yield {
          at: placeOfText(found.at, text),
          option: found.option,
          severity: context.machine.scope === "machine" ? "error" : "warning",
          message: `The backup will be cancelled with "${name}: command not found": scripts around a backup have a short PATH. Write \${pkgs.…}/bin/${name}, or add its package with export PATH=\${lib.makeBinPath [ … ]}:$PATH.`,
        };
      }
    }
  },
};

/** Which programs are not there when the hook runs. */
function missingFor(machine: MachineModel, { hook, state }: HookScript): (name: string) => boolean {
  // What a restore finds is up to the login over ssh.
  if (/Restore/.test(hook.option)) return () => false;
  const local =
    state === undefined || (machine.localBackup.targets.items.length > 0 && machine.destinations.items.length === 0);
  if (!local) return (name) => ELSEWHERE.has(name);
  return (name) => NOT_FOR_LOCALBACKUP.has(name) || (ELSEWHERE.has(name) && !OF_UTIL_LINUX.has(name));
}

function mayBeFound(
  { name = "", afterPath, afterUnknown }: ShellCommand,
  { functions, open, commands }: ShellScript,
): boolean {
  if (afterPath || afterUnknown || open || functions.has(name)) return true;
  // `command -v x` asks first.
  return commands.some(
    (other) =>
      (other.name === "command" || other.name === "type" || other.name === "which") && other.arguments.includes(name),
  );
}
