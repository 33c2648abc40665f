/** What every section gets and gives, and the table of them. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Report } from "./report.ts";

export const optionsSchema = z.object({
  /** Smaller inputs and fewer runs: shows that it works, not how fast. */
  quick: z.boolean(),
  /** Folders of Nix files that are judged as well; absolute paths. */
  trees: z.array(z.string()).readonly(),
});
export type BenchOptions = Readonly<z.infer<typeof optionsSchema>>;

export type Section = (options: BenchOptions) => Promise<readonly Report[]>;

/** The sections in the order they run in. Each is loaded in a process of its own, so that none inherits another's heap. */
export const SECTIONS: ReadonlyMap<string, () => Promise<{ readonly run: Section }>> = new Map([
  ["check", () => import("./sections/check.ts")],
  ["edits", () => import("./sections/edits.ts")],
  ["clan", () => import("./sections/clan.ts")],
  ["memory", () => import("./sections/memory.ts")],
  ["lsp", () => import("./sections/lsp.ts")],
  ["features", () => import("./sections/features.ts")],
  ["sidebar", () => import("./sections/sidebar.ts")],
  ["package", () => import("./sections/package.ts")],
]);

/** Calls `use` with a new folder, which is gone when the promise settles. */
export async function withFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "clan-backups-bench-")));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
