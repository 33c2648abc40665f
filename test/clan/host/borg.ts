import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Destination } from "../world/facts.ts";
import { machineNamed } from "../world/facts.ts";
import { deployedFile, hostFolder, onHost, rootFolder } from "../world/layout.ts";
import type { Host } from "./context.ts";
import { type Ran, run } from "./run.ts";

/** Host and path of `user@host:path` and `ssh://user@host:port/path`, see "Repository URLs" in borg-general(1). */
const REMOTE = /^(?:ssh:\/\/)?(?:(?<user>[^@/]+)@)?(?<host>[^:/@]+)(?::(?!\/\/)|:\d+(?=\/)|(?=\/))(?<path>.*)$/;

/** Returns the repository's place on this machine: folders of a host lie in the root folder of that host. */
function realRepo(host: Host, repo: string): string {
  if (repo.startsWith("/")) return onHost(host.folder, repo);
  const { user, host: server = "", path = "" } = REMOTE.exec(repo)?.groups ?? {};
  const machine = machineNamed(host.facts, server) ?? machineNamed(host.facts, server.split(".")[0] ?? "");
  if (machine === undefined || !path.startsWith("/")) return repo;
  const at = user === undefined ? server : `${user}@${server}`;
  return `${at}:${onHost(hostFolder(host.world, machine.name), path)}`;
}

function borgEnvironment(host: Host, { repo }: Destination): Record<string, string> {
  const knownHosts =
    host.facts.release === "2026-08"
      ? `-o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=${join(host.folder, "known_hosts")}`
      : "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null";
  const config = join(host.world, "ssh_config_borg");
  const key = deployedFile(host.folder, "borgbackup.ssh");
  return {
    BORG_REPO: realRepo(host, repo),
    BORG_RSH: `/usr/bin/env ssh -F ${config} -l ${userInfo().username} -i ${key} -o IdentitiesOnly=yes ${knownHosts}`,
    BORG_PASSPHRASE: readFileSync(deployedFile(host.folder, "borgbackup.repokey"), "utf8").trim(),
    BORG_BASE_DIR: join(host.folder, "borg"),
    BORG_RELOCATED_REPO_ACCESS_IS_OK: "yes",
    LC_ALL: "C.UTF-8",
  };
}

/** Runs borg with the settings of a destination, in the host's root folder: archives hold `home/…`, as a real one does. */
export function borg(
  host: Host,
  destination: Destination,
  args: readonly string[],
  onStderr?: (text: string) => void,
): Promise<Ran> {
  const env = borgEnvironment(host, destination);
  return run(host, "borg", args, { env, cwd: rootFolder(host.folder), ...(onStderr && { onStderr }) });
}
