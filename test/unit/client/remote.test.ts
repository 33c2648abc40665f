import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDisks } from "../../../client/clan/disks.ts";
import { Jobs } from "../../../client/clan/jobs.ts";
import { borgUnit, pause, type Verdict, watchUnits } from "../../../client/clan/outcome.ts";
import { connectCommand, logCommand, quoted, readTargetHost, type UnitState } from "../../../client/clan/remote.ts";

describe("target hosts", () => {
  it.each([
    ["root@nas", { host: "root@nas", port: undefined, settings: [] }],
    ["nas.example.org:2222", { host: "nas.example.org", port: "2222", settings: [] }],
    ["ssh://root@nas:22/", { host: "root@nas", port: "22", settings: [] }],
    ["root@[2001:db8::1]:22", { host: "root@2001:db8::1", port: "22", settings: [] }],
    ["root@nas?IdentityFile=/k", { host: "root@nas", port: undefined, settings: ["IdentityFile=/k"] }],
    [
      "root@nas?ProxyCommand=sh&IdentitiesOnly=yes&IdentityFile=-x",
      { host: "root@nas", port: undefined, settings: ["IdentitiesOnly=yes"] },
    ],
  ])("%s", (text, expected) => {
    expect(readTargetHost(text)).toEqual(expected);
  });

  it.each(["", "-oProxyCommand=sh", "root@nas; rm -rf /", "a b"])("%j is none", (text) => {
    expect(readTargetHost(text)).toBeUndefined();
  });
});

it("any word reaches a shell as it is", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
      (word) => {
        expect(execFileSync("sh", ["-c", `printf %s ${quoted(word)}`], { encoding: "utf8" })).toBe(word);
      },
    ),
    { numRuns: 60 },
  );
});

it("commands for a terminal go to the same place", () => {
  const host = "root@nas:2222?IdentityFile=/k";
  const before = ["-p", "2222", "-o", "IdentityFile=/k", "--", "root@nas"];
  expect(logCommand("borgbackup-job-a b.service", host)).toEqual([
    "ssh",
    ...before,
    "journalctl -u 'borgbackup-job-a b.service' -n 100 --no-pager",
  ]);
  expect(connectCommand(host, ["-F", "/c"])?.arguments).toEqual(["-F", "/c", ...before, "true"]);
  expect([logCommand("u", "-oProxyCommand=sh"), connectCommand("-x", [])]).toEqual([undefined, undefined]);
});

describe("disks", () => {
  it("are the file systems, with what the disk around them tells", () => {
    const part = { path: "/dev/sdb1", uuid: "u-1", fstype: "ext4", label: "backup", size: "931G", mountpoint: null };
    const disk = {
      path: "/dev/sdb",
      uuid: null,
      fstype: null,
      model: "Elements ",
      hotplug: true,
      size: "931G",
      children: [part],
    };
    expect(readDisks(JSON.stringify({ blockdevices: [disk] }))).toEqual([
      {
        path: "/dev/sdb1",
        uuid: "u-1",
        fsType: "ext4",
        label: "backup",
        size: "931G",
        model: "Elements",
        mountpoint: undefined,
        isRemovable: true,
      },
    ]);
  });

  it.each(["", "{}", '{"blockdevices": 5}', '{"blockdevices": [{"path": 5}]}', "lsblk: not found"])(
    "none in %j",
    (text) => {
      expect(readDisks(text)).toBeUndefined();
    },
  );
});

/** A machine whose unit is as told, one state for each look; the last stays. */
async function watch(
  states: readonly (UnitState | undefined)[],
  signal = new AbortController().signal,
): Promise<Verdict | undefined> {
  let looks = 0;
  const [verdict] = await watchUnits([borgUnit("nas")], {
    state: () => Promise.resolve(states[Math.min(looks++, states.length - 1)]),
    log: () => Promise.resolve(["Connection closed"]),
    wait: () => Promise.resolve(),
    signal,
  });
  return verdict;
}
const state = (active: string, result = "success"): UnitState => ({ active, result, isThere: true });

describe("a backup that was started", () => {
  it.each([
    ["is made when its unit has ended well", [state("active"), state("active"), state("inactive")], { kind: "made" }],
    [
      "has failed when its unit says so",
      [state("active"), state("failed", "exit-code")],
      { kind: "failed", result: "exit-code", log: ["Connection closed"] },
    ],
    ["has failed when it ended badly", [state("inactive", "exit-code")], { kind: "failed" }],
    [
      "is at work through a short silence",
      [state("active"), undefined, undefined, state("inactive")],
      { kind: "made" },
    ],
    ["cannot be made without a job", [{ ...state("inactive"), isThere: false }], { kind: "no job" }],
    ["is not known when the machine stays silent", [state("active"), undefined], { kind: "not known" }],
  ])("%s", async (_, states, expected) => {
    expect(await watch(states)).toMatchObject(expected);
  });

  it("is not watched any more when that is cancelled", async () => {
    expect(await watch([state("active")], AbortSignal.abort())).toMatchObject({ kind: "cancelled" });
  });

  it("is looked at less and less often", () => {
    const pauses = Array.from({ length: 20 }, (_, turn) => pause(turn));
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(Math.max(...pauses)).toBe(10_000);
  });
});

describe("jobs", () => {
  const of = { clan: "/c", machine: "a", action: "create", what: "borgbackup" } as const;

  it("run one at a time on a machine, and beside each other on several", async () => {
    const jobs = new Jobs(() => undefined);
    const gate = new AbortController();
    const first = jobs.run(
      of,
      () => new Promise<void>((resolve) => gate.signal.addEventListener("abort", () => resolve())),
    );
    expect(await jobs.run(of, () => Promise.resolve(1))).toMatchObject({ ok: false, busy: { machine: "a" } });
    expect(await jobs.run({ ...of, machine: "b" }, () => Promise.resolve(2))).toEqual({ ok: true, value: 2 });
    gate.abort();
    await first;
    expect(jobs.running).toEqual([]);
    expect(await jobs.run(of, () => Promise.resolve(3))).toEqual({ ok: true, value: 3 });
  });

  it("that fail leave the machine free", async () => {
    const jobs = new Jobs(() => undefined);
    await expect(jobs.run(of, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(jobs.running).toEqual([]);
  });

  it("are cancelled when the window closes", async () => {
    const jobs = new Jobs(() => undefined);
    const ended = jobs.run(
      of,
      ({ controller: { signal } }) =>
        new Promise<boolean>((resolve) => signal.addEventListener("abort", () => resolve(true))),
    );
    jobs.dispose();
    expect(await ended).toEqual({ ok: true, value: true });
  });
});
