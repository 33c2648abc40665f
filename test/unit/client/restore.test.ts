import { describe, expect, it } from "vitest";
import { clan, machine } from "../../support/overview.ts";
import { messages, openPlayed, printed } from "../../support/playedPrograms.ts";

const target = { name: "hdd", directory: "/mnt/hdd", mountpoint: null, disk: null };

describe("a restore", () => {
  const web = machine("web", {
    destinations: [],
    targets: [target],
    states: [
      { name: "mail", folders: ["/var/mail"] },
      { name: "www", folders: ["/srv/www", null] },
    ],
  });
  const snapshots = (...numbers: readonly number[]) =>
    numbers.map((number) => `hdd::/mnt/hdd/snapshot.${number}`).join("\n");
  const restored = (words: readonly (readonly string[])[]) =>
    words.filter(([, verb]) => verb === "restore").map((all) => all.slice(2, 7));
  const pickState = (name: string) => (title: string, items: readonly { label: string }[]) =>
    title === "Restore on web" ? (items.find(({ label }) => label === name)?.label ?? items[0]?.label) : undefined;

  /** Lists when `times` are the times of the folders, and restores the newest when they are `now`. */
  async function play(
    states: typeof web.states,
    lists: readonly [string, string?],
    times: readonly [string?, string?],
    answer = "web",
  ) {
    const calls: (readonly string[])[] = [];
    const count = { list: 0, stat: 0 };
    const window = await openPlayed({ clans: [clan([{ ...web, states }])] }, (words) => {
      calls.push(words);
      if (words[1] === "list") return printed(lists[Math.min(count.list++, lists.length - 1)] ?? "");
      if (words.at(-1)?.startsWith("stat ") === true)
        return printed(times[Math.min(count.stat++, times.length - 1)] ?? "");
      return printed("");
    });
    await window.run("listBackups", window.lens("web"));
    window.ui.behaviour = { choose: pickState("mail"), answer: () => answer };
    await window.run("restoreBackup", window.lens("web"));
    return { window, calls };
  }

  it("of a snapshot takes the number that it has now", async () => {
    const before = "300 /mnt/hdd/snapshot.0\n200 /mnt/hdd/snapshot.1";
    const after = "400 /mnt/hdd/snapshot.0\n300 /mnt/hdd/snapshot.1";
    const { window, calls } = await play(web.states, [snapshots(0, 1)], [before, after]);
    expect(messages(window)).toEqual([]);
    expect(restored(calls)).toEqual([["web", "localbackup", "hdd::/mnt/hdd/snapshot.1", "--service", "mail"]]);
  });

  it.each([
    [
      "is gone",
      ["300 /mnt/hdd/snapshot.0\n200 /mnt/hdd/snapshot.1", "500 /mnt/hdd/snapshot.0\n400 /mnt/hdd/snapshot.1"],
      snapshots(0, 1),
    ],
    ["may be another one", ["", ""], snapshots(0, 1, 2)],
  ] as const)("of a snapshot that %s is refused", async (_, times, list) => {
    const { window, calls } = await play(web.states, [snapshots(0, 1), list], times);
    expect(messages(window)).toEqual([
      expect.stringMatching(/^The snapshots are not those that were shown.* Nothing was restored/),
    ]);
    expect(restored(calls)).toEqual([]);
  });

  it("needs the name of the machine, and says what is overwritten", async () => {
    const { window, calls } = await play(web.states, [snapshots(0)], [], "wbe");
    expect(restored(calls)).toEqual([]);
    expect(window.ui.asked[0]?.prompt).toBe(
      "On web, /var/mail will be overwritten with hdd::/mnt/hdd/snapshot.0. Type web to go on.",
    );
  });

  it("of everything is refused where a state has no folders: borg would write its whole archive over /", async () => {
    const calls: (readonly string[])[] = [];
    const states = [...web.states, { name: "db", folders: [] }];
    const window = await openPlayed({ clans: [clan([{ ...web, states }])] }, (words) => {
      calls.push(words);
      return printed(words[1] === "list" ? snapshots(0) : "");
    });
    window.ui.behaviour = { choose: pickState("Everything"), answer: () => "web" };
    await window.run("restoreBackup", window.lens("web"));
    expect(messages(window)).toEqual([
      expect.stringMatching(/^Everything at once cannot be restored on web: db has no folders/),
    ]);
    expect(restored(calls)).toEqual([]);
  });

  it("of everything goes on after a state that fails, and says which it was", async () => {
    const window = await openPlayed({ clans: [clan([web])] }, (words) =>
      words[1] === "list"
        ? printed(snapshots(0))
        : words.includes("mail")
          ? printed("", 1, "ERROR: no space left")
          : printed(""),
    );
    window.ui.behaviour = { choose: pickState("Everything"), answer: () => "web" };
    await window.run("restoreBackup", window.lens("web"));
    expect(messages(window)).toEqual(["mail was not restored on web: Clan failed: no space left"]);
    expect(window.ui.told).toEqual(["www is restored on web."]);
  });
});
