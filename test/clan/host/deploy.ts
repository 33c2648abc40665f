import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deployedFile, onHost, publicFile, secretFile } from "../world/layout.ts";
import { faultOf, type Host } from "./context.ts";

/** The secrets that the borgbackup module deploys. */
const SECRETS = ["borgbackup.ssh", "borgbackup.repokey"];

/** A path inside single quotes for sh, inside double quotes for sshd ("command=" in sshd(8)). */
const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`.replaceAll('"', '\\"');

/**
 * What activating a configuration does to the host: the secrets of the checkout's machine are deployed, its repositories
 * exist and accept the keys that are in the checkout now.
 */
export function deploy({ folder, world, facts, machine }: Host): void {
  for (const file of SECRETS) {
    const source = secretFile(world, facts.release, machine.name, "borgbackup", file);
    const target = deployedFile(folder, file);
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    if (existsSync(source)) copyFileSync(source, target);
  }
  const admin = readFileSync(join(world, "keys", "admin.pub"), "utf8").trim();
  const shell = quoted(join(folder, "shell"));
  const lines = [`restrict,pty,command="${shell}" ${admin}`];
  for (const { path, clients } of machine.repositories) {
    const directory = onHost(folder, path);
    mkdirSync(directory, { recursive: true });
    const command = `cd ${quoted(directory)} && exec ${shell} borg serve --restrict-to-repository .`;
    for (const client of clients) {
      const key = publicFile(world, facts.release, client, "borgbackup", "borgbackup.ssh.pub");
      if (existsSync(key)) lines.push(`restrict,command="${command}" ${readFileSync(key, "utf8").trim()}`);
    }
  }
  writeFileSync(join(folder, "etc", "authorized_keys"), `${lines.join("\n")}\n`, { mode: 0o600 });
}

/** `nixos-rebuild` and `switch-to-configuration`: deploys, or fails as a build does. Returns the exit code. */
export function rebuild(host: Host): number {
  process.stderr.write("building the system configuration...\n");
  if (faultOf(host, "update-fails") !== undefined) {
    process.stderr.write("error: builder for '/nix/store/xxxx-nixos-system.drv' failed with exit code 1\n");
    return 1;
  }
  deploy(host);
  process.stderr.write("activating the configuration...\n");
  return 0;
}
