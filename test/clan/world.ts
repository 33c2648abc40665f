/**
 * `node test/clan/world.ts FOLDER` makes a world (or starts one that is there) and says how to use it; its hosts run on
 * until `node test/clan/world.ts --stop FOLDER`.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { RELEASES, releaseNamed } from "./releases.ts";
import { readWorld } from "./world/facts.ts";
import { worldHandle } from "./world/handle.ts";
import { makeWorld, openWorld, type WorldOptions } from "./world/make.ts";

const USAGE = `usage: node test/clan/world.ts [--example guide-2024|inventory-2026] [--release ${RELEASES.join("|")}] FOLDER
       node test/clan/world.ts --stop FOLDER`;

async function open(folder: string, example: string | undefined, release: string | undefined): Promise<void> {
  const known = example === "guide-2024" || example === "inventory-2026" ? example : undefined;
  const named = releaseNamed(release);
  const options: WorldOptions = {
    runsOn: true,
    ...(known === undefined ? {} : { example: known }),
    ...(named === undefined ? {} : { release: named }),
  };
  const world = existsSync(join(folder, "world.json")) ? await openWorld(folder) : await makeWorld(folder, options);
  console.log(`cd ${world.clan}`);
  console.log(`export PATH=${join(folder, "bin")}:$PATH`);
  for (const { name, states } of world.facts.machines) {
    if (states.length > 0) console.log(`clan backups create ${name}`);
  }
}

const { values, positionals } = parseArgs({
  options: { stop: { type: "boolean" }, example: { type: "string" }, release: { type: "string" } },
  allowPositionals: true,
});
const [folder] = positionals;
try {
  if (folder === undefined) throw new Error(USAGE);
  const path = resolve(folder);
  if (values.stop === true) await worldHandle(path, readWorld(path)).stop();
  else await open(path, values.example, values.release);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
