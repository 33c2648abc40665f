/**
 * `node watch.ts WORLD FOLDER` waits for standard input to close, which happens however the process at its other end is ended, and then takes
 * the hosts of the world down and removes the folder. Where that was done already it does nothing.
 */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readWorld } from "./facts.ts";
import { worldHandle } from "./handle.ts";

const [world = "", folder = ""] = process.argv.slice(2);

// Ctrl-C is for whoever works with the world: it ends it in its own way.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
for await (const _ of process.stdin);
if (existsSync(join(world, "world.json"))) {
  await worldHandle(world, readWorld(world)).stop();
  // What else ends now may still be writing there.
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
