import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestProject } from "vitest/node";
import { installExtension, packageExtension } from "./extension.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder with the packaged extension installed. */
    extensions: string;
  }
}

/** Packages the extension and installs it once; vitest calls it before all journeys, and what it returns after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "clan-backups-installed-"));
  const extensions = join(folder, "extensions");
  const vsix = await packageExtension();
  await installExtension(vsix, extensions, join(folder, "profile"), "newest");
  project.provide("extensions", extensions);
  return async () => {
    await Promise.all([folder, dirname(vsix)].map((path) => rm(path, { recursive: true, force: true })));
  };
}
