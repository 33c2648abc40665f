import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { RELEASES, type Release } from "../releases.ts";
import { readWorld } from "../world/facts.ts";

/** Returns the release of the world around this folder, or the newest one outside of worlds. */
export function defaultRelease(folder = process.cwd()): Release {
  if (existsSync(join(folder, "world.json"))) return readWorld(folder).release;
  const parent = dirname(folder);
  return parent === folder ? (RELEASES[RELEASES.length - 1] ?? "2026-08") : defaultRelease(parent);
}
