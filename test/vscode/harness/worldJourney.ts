import { join } from "node:path";
import type { WorldHandle } from "../../clan/world/handle.ts";
import { makeWorld, type WorldOptions } from "../../clan/world/make.ts";
import { missingPrograms } from "../../clan/world/sshd.ts";
import { journeyIn, type Scene, type SessionOptions } from "./journey.ts";
import type { Workbench } from "./workbench.ts";

export interface WorldJourneyOptions extends SessionOptions, Pick<WorldOptions, "hasKeys"> {
  readonly example: "guide-2024" | "inventory-2026";
  /** Changes the clan before it is opened. */
  readonly prepare?: (world: WorldHandle) => Promise<void> | void;
}

interface WorldScene extends Scene {
  readonly world: WorldHandle;
}

/** A world of its own; `clan` and ssh are found by the settings, as a user would set them. */
async function worldScene(
  { example, hasKeys = true, prepare }: WorldJourneyOptions,
  home: string,
): Promise<WorldScene> {
  const world = await makeWorld(join(home, "world"), { example, hasKeys, removes: home });
  const close = async () => world[Symbol.asyncDispose]();
  try {
    await prepare?.(world);
  } catch (error) {
    await close();
    throw error;
  }
  const settings = {
    "clanBackups.clanPath": join(world.folder, "bin/clan"),
    "clanBackups.sshConfigFile": join(world.folder, "ssh_config"),
  };
  return { world, folder: world.clan, settings, close };
}

/** A journey in the clan of an example whose machines are played on this one: backups are really made, listed and restored. */
export function journeyInWorld(
  name: string,
  options: WorldJourneyOptions,
  body: (vscode: Workbench, world: WorldHandle) => Promise<void>,
): void {
  journeyIn(
    name,
    { ...options, missing: missingPrograms() },
    (home) => worldScene(options, home),
    (vscode, { world }) => body(vscode, world),
  );
}
