/** The examples as a newcomer opens them: what the server says of them, run against the stand-in. */
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { backupTimers } from "../../client/clan/timers.ts";
import { overviewSchema } from "../../client/knownOverview.ts";
import { labelOf } from "../../client/views/labels.ts";
import { childNodes, type Node, topNodes } from "../../client/views/nodes.ts";
import { scheduleLabel, scheduleRows } from "../../client/views/schedule.ts";
import { OVERVIEW_METHOD, type Overview } from "../../server/protocol.ts";
import { treeOf } from "../support/overview.ts";
import { messages } from "../support/playedPrograms.ts";
import { startServer } from "../support/server.ts";
import { newWorld } from "./session/recordedClan.ts";
import { canMakeWorlds } from "./session/run.ts";
import { openWindow } from "./session/window.ts";
import type { WorldHandle } from "./world/handle.ts";

// Real backups on a machine that may do much else: the limit ends a hung test, nothing more.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const MACHINE = "myhostname";

/** What the server says of a folder. */
async function askOverview(folder: string): Promise<Overview> {
  const server = startServer();
  await server.client.initialize({ workspaceFolders: [{ name: "clan", uri: pathToFileURL(folder).href }] });
  const overview = await server.client.request(OVERVIEW_METHOD);
  await server.stop();
  return overviewSchema.parse(overview);
}

describe.runIf(canMakeWorlds).each([
  { example: "guide-2024", release: "2024-07", destination: "myhostname" },
  { example: "inventory-2026", release: "2026-08", destination: "backuphost" },
] as const)("$example", ({ example, release, destination }) => {
  const opened: { readonly world: WorldHandle; readonly overview: Overview }[] = [];
  const made = () => {
    const [first] = opened;
    if (first === undefined) throw new Error("the world was not made");
    return first;
  };
  beforeAll(async () => {
    const world = await newWorld({ example, release });
    opened.push({ world, overview: await askOverview(world.clan) });
  });
  afterAll(() => made().world[Symbol.asyncDispose]());

  it("is backed up with all that it has, and the tree says so", async () => {
    const { world, overview } = made();
    const window = await openWindow(world, { overview });
    await window.run("createBackup", window.lens(MACHINE));
    expect(messages(window)).toEqual([]);
    expect(window.ui.told).toEqual([`${MACHINE} is backed up with borgbackup and localbackup.`]);
    const { state } = window.parts;
    const tree = treeOf(
      state.clans,
      {},
      {
        listingOf: (root, name, provider) => state.listingOf(root, name, provider),
        now: Date.now(),
      },
    );
    const said = (nodes: readonly Node[]) => nodes.map((node) => labelOf(node, tree));
    const machine = topNodes(tree).find((node) => node.kind === "machine" && node.machine.name === MACHINE);
    const below = machine === undefined ? [] : childNodes(machine, tree);
    expect(machine && said([machine])[0]?.detail).toBe("backed up");
    const places = said(below.filter(({ kind }) => kind === "place"));
    expect(places.map(({ text, detail }) => `${text}: ${detail}`)).toEqual([
      expect.stringMatching(new RegExp(`^${destination}: (?:just now|1 minute ago) · on backuphost$`)),
      expect.stringMatching(/^hdd: (?:just now|1 minute ago) · \/mnt\/hdd\/backup$/),
    ]);
  });

  it("has a schedule, as its configuration says and as its machine says", async () => {
    const { world, overview } = made();
    const window = await openWindow(world, { overview });
    const { clans } = window.parts.state;
    const host = clans[0]?.machines.find(({ name }) => name === MACHINE)?.targetHost;
    const timers = await backupTimers(window.parts.runner.remote(host ?? "", world.clan));
    const unit = `borgbackup-job-${destination}.timer`;
    expect(timers).toMatchObject([{ unit, last: expect.any(Number), next: expect.any(Number) }]);
    const now = Date.now();
    const none = { clans, timersOf: () => undefined, borgOf: () => undefined, now, filter: "" };
    const planned = scheduleRows(none);
    const asked = scheduleRows({ ...none, timersOf: () => timers }).filter(({ machine }) => machine === MACHINE);
    expect(planned.map(({ machine, name }) => [machine, name])).toEqual([[MACHINE, destination]]);
    expect(planned[0]).toMatchObject({ isAsked: false, next: asked[0]?.next });
    expect(asked.map((row) => scheduleLabel(row, now).detail)).toEqual([
      expect.stringMatching(/^in (?:a moment|\d+ (?:minutes?|hours?)), last (?:just now|\d+ minutes? ago)$/),
    ]);
  });
});
