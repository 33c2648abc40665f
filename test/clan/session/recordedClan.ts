import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Release } from "../releases.ts";
import type { ClanFacts, MachineFacts } from "../world/facts.ts";
import type { WorldHandle } from "../world/handle.ts";
import { makeWorld, type WorldOptions } from "../world/make.ts";

const SSH =
  "root@127.0.0.1:{port}?IdentityFile={world}/keys/admin&UserKnownHostsFile={world}/known_hosts&IdentitiesOnly=yes";

const HOME = { name: "HOME", folders: ["/home"] };
const DISK = { name: "hdd", directory: "/mnt/hdd" };

const TEST_SERVICE = {
  name: "test-service",
  folders: ["/var/lib/test-service"],
  preBackup: "touch var/lib/test-service/pre-backup-ran",
  preRestore: "touch pre-restore-ran",
  postRestore: "touch post-restore-ran",
};

function machinesOf(release: Release): readonly MachineFacts[] {
  const path = "/var/lib/borgbackup/myhostname";
  const repo = release === "2026-08" ? "borg@backuphost:." : `borg@backuphost:${path}`;
  return [
    { name: "backuphost", targetHost: SSH, repositories: [{ name: "myhostname", path, clients: ["myhostname"] }] },
    { name: "broken", targetHost: SSH, generators: ["failing"] },
    {
      name: "myhostname",
      targetHost: SSH,
      states: [HOME, TEST_SERVICE],
      targets: [DISK],
      destinations: [{ name: "backuphost", repo }],
      generators: ["borgbackup"],
    },
    { name: "prompted", targetHost: SSH, generators: ["asking"] },
    { name: "unreachable", targetHost: SSH, isReachable: false, states: [HOME], targets: [DISK] },
  ];
}

/** The clan that the recordings were made with. */
export const recordedClan = (release: Release): ClanFacts => ({
  clan: { name: "recorded" },
  machines: [...machinesOf(release)],
});

/** Makes a world in a new folder of its own. */
export async function newWorld(options: WorldOptions): Promise<WorldHandle> {
  return makeWorld(await mkdtemp(join(tmpdir(), "clan-world-")), options);
}
