/** The configuration as it was last known, so that the sidebar has something to show while the server reads it anew. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Overview, OverviewDestination, OverviewMachine } from "../server/protocol.ts";
import { readJson } from "./clan/json.ts";

const text = z.string();
const maybe = text.nullable();

const destination: z.ZodType<OverviewDestination> = z.object({
  name: text,
  repo: maybe,
  location: z
    .object({
      proto: z.enum(["ssh", "file"]),
      user: maybe,
      host: maybe,
      port: z.number().nullable(),
      path: text,
    })
    .nullable(),
  schedule: maybe,
  server: z.object({
    kind: z.enum(["machine", "local", "external", "unknown"]),
    machine: maybe,
    repository: maybe,
    key: z.enum(["accepted", "outdated", "refused", "unknown"]),
  }),
  nextRun: z.number().nullable(),
});

const machine: z.ZodType<OverviewMachine> = z.object({
  name: text,
  targetHost: maybe,
  complete: z.boolean(),
  states: z.array(z.object({ name: text, folders: z.array(maybe) })),
  targets: z.array(
    z.object({
      name: text,
      directory: maybe,
      mountpoint: maybe,
      disk: z.object({ mountPoint: text, device: maybe, fsType: maybe }).nullable(),
    }),
  ),
  destinations: z.array(destination),
  repositories: z.array(
    z.object({
      name: text,
      path: maybe,
      user: maybe,
      keys: z.array(z.object({ kind: text, type: maybe, comment: maybe, fingerprint: maybe })),
    }),
  ),
  key: z.enum(["present", "missing", "not needed", "unknown"]),
});

/** What the server says, from a source that is not trusted. */
export const overviewSchema: z.ZodType<Overview> = z.object({
  clans: z.array(z.object({ root: text, release: text, keys: z.enum(["facts", "vars"]), machines: z.array(machine) })),
});

const FILE = "overview.json";

export class KnownOverview {
  readonly #folder: string | undefined;
  #written = "";

  /** `folder` is where it is kept; without it nothing is. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** What was kept; `undefined` for nothing, or what cannot be read. */
  async read(): Promise<Overview | undefined> {
    if (this.#folder === undefined) return undefined;
    try {
      const read = overviewSchema.safeParse(readJson(await readFile(join(this.#folder, FILE), "utf8")));
      return read.success ? read.data : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps it for the next start; nothing is said when that fails, since nothing is lost. */
  async keep(found: Overview): Promise<void> {
    const written = JSON.stringify(found);
    if (this.#folder === undefined || written === this.#written) return;
    this.#written = written;
    const file = join(this.#folder, FILE);
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(`${file}.new`, written, { mode: 0o600 });
      await rename(`${file}.new`, file);
    } catch {
      this.#written = "";
    }
  }
}
