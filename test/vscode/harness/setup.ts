import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { installExtension, packageExtension } from "./extension.ts";

declare module "vitest" {
  export interface ProvidedContext {
    places: {
      /** The folder with the packaged extension installed. */
      readonly extensions: string;
      /** The folder for what each session writes. */
      readonly sessions: string;
    };
  }
}

/** Packages the extension and installs it once; vitest calls it before all journeys, and what it returns after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "clan-backups-journeys-"));
  const options = { recursive: true, force: true, maxRetries: 5 };
  // Ctrl-C ends vitest without calling what this returns.
  process.once("exit", () => rmSync(folder, options));
  const extensions = join(folder, "extensions");
  const vsix = await packageExtension(folder);
  await installExtension(vsix, extensions, join(folder, "profile"), "newest");
  project.provide("places", { extensions, sessions: folder });
  return () => rm(folder, options);
}
