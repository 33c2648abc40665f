/** A real backup of each example, by each provider: made, listed, restored. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newWorld } from "./session/recordedClan.ts";
import { canMakeWorlds, clan, logOf, runIn, unitOf, until } from "./session/run.ts";
import type { WorldHandle } from "./world/handle.ts";

const EXAMPLES = [
  { example: "guide-2024", release: "2024-07", destination: "myhostname" },
  { example: "inventory-2026", release: "2026-08", destination: "backuphost" },
] as const;

describe.runIf(canMakeWorlds).each(EXAMPLES)(
  "$example with the clan of $release",
  ({ example, release, destination }) => {
    const worlds: WorldHandle[] = [];
    const world = () => {
      const [made] = worlds;
      if (made === undefined) throw new Error("the world was not made");
      return made;
    };
    const unit = `borgbackup-job-${destination}.service`;
    const jobEnds = () => until(() => unitOf(world(), "myhostname", unit).activeState !== "active");
    const notes = () => world().path("myhostname", "/home/alice/notes.txt");
    const archives = async (provider: string) => {
      const { stdout } = await clan(world(), `backups list myhostname --provider ${provider}`);
      return stdout.split("\n").filter((line) => line !== "");
    };

    beforeAll(async () => {
      worlds.push(await newWorld({ example, release }));
    });
    afterAll(async () => {
      await world()[Symbol.asyncDispose]();
      expect(world().processes()).toBe(0);
      expect(existsSync(world().folder)).toBe(false);
    });

    it.each(["borgbackup", "localbackup"])("%s brings changed and deleted files back", async (provider) => {
      writeFileSync(notes(), "as it was\n");
      const created = await clan(world(), `backups create myhostname --provider ${provider}`);
      expect([created.exit, created.stdout]).toEqual([0, "successfully started backup\n"]);
      await jobEnds();
      const [archive = ""] = await archives(provider);
      const start = provider === "borgbackup" ? `${destination}::borg@backuphost:` : "hdd::/mnt/hdd/backup/snapshot.0";
      expect(archive.startsWith(start)).toBe(true);
      const data = world().path("myhostname", "/root/data");
      const before = readFileSync(data);
      writeFileSync(notes(), "changed\n");
      rmSync(data);
      const restored = await clan(world(), `backups restore myhostname ${provider} ${archive}`);
      expect(restored).toMatchObject({ exit: 0, stdout: "" });
      expect(readFileSync(notes(), "utf8")).toBe("as it was\n");
      expect(readFileSync(data)).toEqual(before);
    });

    it("create returns while the job runs, and the host knows how it ends", async () => {
      world().setFault("myhostname", "job-hold");
      expect((await clan(world(), "backups create myhostname --provider borgbackup")).exit).toBe(0);
      const ssh = (...command: string[]) => runIn(world(), ["ssh", "myhostname", ...command]);
      expect(await ssh("systemctl", "is-active", unit)).toMatchObject({ stdout: "active\n", exit: 0 });
      const before = (await archives("borgbackup")).length;
      world().heal("myhostname", "job-hold");
      await jobEnds();
      expect(await ssh("systemctl", "is-active", unit)).toMatchObject({ stdout: "inactive\n", exit: 3 });
      const shown = await ssh("systemctl", "show", "-p", "ActiveState,Result,ExecMainStatus", unit);
      expect(shown.stdout).toBe("ActiveState=inactive\nResult=success\nExecMainStatus=0\n");
      expect(await archives("borgbackup")).toHaveLength(before + 1);
    });

    it("a job that fails after the start is told by the host alone", async () => {
      world().setFault("myhostname", "job-fails");
      expect((await clan(world(), "backups create myhostname --provider borgbackup")).exit).toBe(0);
      await jobEnds();
      world().heal("myhostname", "job-fails");
      expect(unitOf(world(), "myhostname", unit)).toMatchObject({
        activeState: "failed",
        result: "exit-code",
        exitCode: 2,
      });
      const { stdout } = await runIn(world(), ["ssh", "myhostname", "journalctl", "-u", unit, "-n", "1", "-o", "cat"]);
      expect(stdout).toBe(`${unit}: Failed with result 'exit-code'.\n`);
      expect(logOf(world(), "myhostname", unit)).toContain("Remote: borg: Error: Disk quota exceeded");
    });

    it("a new key works once the server was updated", async () => {
      const keys = release === "2024-07" ? "facts" : "vars";
      expect((await clan(world(), `${keys} generate myhostname --regenerate`)).exit).toBe(0);
      expect((await clan(world(), "machines update myhostname")).exit).toBe(0);
      const refused = await clan(world(), "backups list myhostname --provider borgbackup");
      expect([refused.exit, refused.stderr]).toEqual([1, expect.stringContaining("Connection closed by remote host")]);
      expect((await clan(world(), "machines update backuphost")).exit).toBe(0);
      const accepted = await clan(world(), "backups list myhostname --provider borgbackup");
      // The passphrase is new as well: what the old one locked stays locked.
      expect(accepted.stderr).not.toContain("Connection closed");
      expect(accepted.stderr).toContain("passphrase supplied in");
    });

    it("a disk that is missing is told by mount", async () => {
      world().setFault("myhostname", "disk-missing");
      const { exit, stdout, stderr } = await clan(world(), "backups create myhostname --provider localbackup");
      world().heal("myhostname", "disk-missing");
      expect([exit, stdout]).toEqual([1, ""]);
      expect(stderr).toContain("mount: /mnt/hdd: special device does not exist.");
    });

    it("timers and disks are what the configuration says", async () => {
      const timers = await runIn(world(), ["ssh", "myhostname", "systemctl list-timers --output=json"]);
      expect(JSON.parse(timers.stdout)).toMatchObject([
        { unit: `borgbackup-job-${destination}.timer`, activates: unit },
      ]);
      const disks = await runIn(world(), ["ssh", "myhostname", "lsblk --json -o NAME,FSTYPE,UUID"]);
      expect(JSON.parse(disks.stdout)).toMatchObject({
        blockdevices: [{ name: "nvme0n1" }, { children: [{ fstype: "ext4" }] }],
      });
    });

    it("the checkout is committed, the public key with it", async () => {
      const status = await runIn(world(), ["git", "status", "--porcelain"]);
      expect(status.stdout).toBe("");
      const file = release === "2024-07" ? "facts/borgbackup.ssh.pub" : "borgbackup/borgbackup.ssh.pub/value";
      const tracked = await runIn(world(), ["git", "ls-files"]);
      expect(tracked.stdout).toContain(file);
      expect(existsSync(join(world().clan, "flake.nix"))).toBe(true);
    });
  },
);
