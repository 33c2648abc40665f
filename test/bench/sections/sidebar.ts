/** The sidebar's tree of a large fleet: filled from what is kept, drawn again, and filled from the stand-in. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { readArchives } from "../../../client/clan/archives.ts";
import { ClanState } from "../../../client/clanState.ts";
import { labelOf } from "../../../client/views/labels.ts";
import { childNodes, type Node, summaryOf, type TreeState, topNodes } from "../../../client/views/nodes.ts";
import type { Overview } from "../../../server/protocol.ts";
import { newWorld, recordedClan } from "../../clan/session/recordedClan.ts";
import { canMakeWorlds } from "../../clan/session/run.ts";
import { openWindow } from "../../clan/session/window.ts";
import { clan, machine, stampOf, treeOf } from "../../support/overview.ts";
import { measure, timeOf } from "../measure.ts";
import { type Report, ratio, row } from "../report.ts";
import { type Section, withFolder } from "../section.ts";

const HOUR = 3_600_000;
const ARCHIVES = 10;

const fleetOf = (names: readonly string[]): Overview => ({ clans: [clan(names.map((name) => machine(name)))] });
const server = (overview: Overview | undefined) => ({ overview: () => Promise.resolve(overview) });

/** What is kept of a fleet with ten archives for each machine. */
async function keep(folder: string, names: readonly string[]): Promise<void> {
  const state = new ClanState(server(fleetOf(names)), folder);
  await state.refresh();
  const now = Date.now();
  for (const name of names) {
    const lines = Array.from({ length: ARCHIVES }, (_, index) => {
      return `vault::borg@vault.example.org:/var/lib/borgbackup/${name}::${name}-vault-${stampOf(now - index * 24 * HOUR)}`;
    });
    state.keepListing("/fleet", name, "borgbackup", { at: now, archives: readArchives(lines.join("\n")) });
  }
  state.dispose();
}

function treeStateOf(state: ClanState): TreeState {
  const listingOf: TreeState["listingOf"] = (root, name, provider) => state.listingOf(root, name, provider);
  return treeOf(state.clans, {}, { listingOf, now: Date.now() });
}

/** What VS Code asks for when it draws the tree with its machines folded up, and the badge and the status bar with it. */
function draw(state: ClanState): number {
  const tree = treeStateOf(state);
  const nodes = topNodes(tree);
  for (const node of nodes) labelOf(node, tree);
  summaryOf(tree);
  summaryOf(tree);
  return nodes.length;
}

/** The same with all that is below unfolded. */
function drawAll(state: ClanState): number {
  const tree = treeStateOf(state);
  const drawn = (nodes: readonly Node[]): number =>
    nodes.reduce((count, node) => {
      labelOf(node, tree);
      return count + 1 + drawn(childNodes(node, tree));
    }, 0);
  return drawn(topNodes(tree));
}

async function fromMemory(folder: string, machines: number, runs: number): Promise<Report> {
  const names = Array.from({ length: machines }, (_, index) => `machine-${index}`);
  await keep(folder, names);
  const files = readdirSync(folder).map((name) => join(folder, name));
  const bare = measure(runs, () => files.forEach((file) => void JSON.parse(readFileSync(file, "utf8"))));
  const filled: number[] = [];
  const states: ClanState[] = [];
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    const state = new ClanState(server(undefined), folder);
    await state.recall();
    draw(state);
    // The first run warms up.
    if (run > 0) filled.push(performance.now() - start);
    states.splice(0, 1, state);
  }
  const [state] = states;
  if (state === undefined) throw new Error("nothing was drawn");
  const again = measure(runs, () => void draw(state));
  const rows = drawAll(state);
  const all = measure(runs, () => void drawAll(state));
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const fill = row("filled from what is kept", "ms", filled);
  const parse = row("the same files through JSON.parse", "ms", bare);
  return {
    title: `the sidebar with ${machines} machines and ${machines * ARCHIVES} archives`,
    rows: [
      parse,
      fill,
      row("drawn again after a change", "ms", again),
      row(`with all ${rows} rows unfolded`, "ms", all),
      row(
        "kept on disk",
        "bytes",
        files.reduce((sum, file) => sum + statSync(file).size, 0),
      ),
      row("JavaScript heap of the process", "bytes", heapUsed),
      row("resident memory of the process", "bytes", rss),
    ],
    ratios: [
      ratio(fill, parse, {
        name: "JSON.parse of the same files",
        meaning: "how much longer a filled tree takes than reading its files",
      }),
    ],
    notes: ["Garbage is collected before memory is read. VS Code's own work on the rows is not in it."],
  };
}

/** The machines of a world whose only client has many names: each is a machine of its own for clan and for the sidebar. */
async function fromStandIn(count: number): Promise<Report> {
  const [client, ...others] = recordedClan("2026-08")
    .machines.filter(({ name }) => ["myhostname", "backuphost"].includes(name))
    .toReversed();
  if (client === undefined) throw new Error("the recorded clan has no client");
  await using world = await newWorld({
    release: "2026-08",
    facts: { clan: { name: "fleet" }, machines: [client, ...others] },
  });
  const made = await openWindow(world);
  await made.run("createBackup", made.lens("myhostname", "localbackup"));
  const [known] = made.parts.state.clans;
  const web = known?.machines.find(({ name }) => name === "myhostname");
  if (known === undefined || web === undefined) throw new Error("the world has no client");
  const machines = Array.from({ length: count }, (_, index) => ({
    ...web,
    name: `machine-${index}`,
    destinations: [],
  }));
  const clones = machines.map(({ name }) => ({
    ...world.facts.machines.find((one) => one.name === "myhostname"),
    name,
  }));
  writeFileSync(
    join(world.folder, "world.json"),
    JSON.stringify({ ...world.facts, machines: [...world.facts.machines, ...clones] }),
  );
  const window = await openWindow(world, { overview: { clans: [{ ...known, machines }] } });
  const start = performance.now();
  await window.run("refresh");
  const listed = performance.now() - start;
  const filled = machines.filter(({ name }) => window.archives(name, "localbackup").length > 0).length;
  const drawn = timeOf(() => void draw(window.parts.state));
  const bareStart = performance.now();
  const left = machines.map(({ name }) => name);
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let name = left.pop(); name !== undefined; name = left.pop())
        await execa("clan", ["backups", "list", name, "--provider", "localbackup"], { cwd: world.clan, reject: false });
    }),
  );
  const bare = row("clan alone, four at a time", "ms", performance.now() - bareStart);
  const ours = row(`${filled} of ${count} machines listed, four at a time`, "ms", listed);
  return {
    title: `the sidebar filled from the stand-in with ${count} machines`,
    rows: [bare, ours, row("one machine", "ms", listed / count), row("drawn afterwards", "ms", drawn)],
    ratios: [
      ratio(ours, bare, {
        name: "clan alone",
        meaning:
          "how much longer the sidebar takes than the program that it asks; it asks the machine for the times of snapshots as well",
      }),
    ],
    notes: ["The stand-in evaluates no Nix: the real clan takes seconds for each machine."],
  };
}

export const run: Section = async ({ quick }) => {
  const reports = [await withFolder((folder) => fromMemory(folder, quick ? 100 : 1_000, quick ? 3 : 20))];
  return canMakeWorlds ? [...reports, await fromStandIn(quick ? 4 : 100)] : reports;
};
