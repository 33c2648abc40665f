/** The lists of backups that are known of each clan: kept in memory, and in files that are there at the next start. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { type Archive, newestFirst, readArchive } from "./clan/archives.ts";
import { readJson } from "./clan/json.ts";
import { withoutSecrets } from "./clan/secrets.ts";
import { Throttle } from "./emitter.ts";
import type { Listing, Provider } from "./views/health.ts";

/** Names of archives say all but the time of snapshots, which has its own list. */
const keptListing = z.object({
  at: z.number(),
  names: z.array(z.string()),
  times: z.record(z.string(), z.number()).default({}),
  problem: z.string().optional(),
  atWork: z.array(z.string()).optional(),
});
const keptFile = z.object({
  version: z.literal(1),
  clan: z.string(),
  machines: z.record(z.string(), z.record(z.enum(["borgbackup", "localbackup"]), keptListing.optional())),
});
type Kept = z.infer<typeof keptListing>;

/** Milliseconds between two writes of the same file. */
const WRITE_PAUSE = 2_000;

type ByMachine = Map<string, Map<Provider, Listing>>;

export class Listings {
  /** Where the files are; without it nothing outlives the window. */
  readonly #folder: string | undefined;
  readonly #clans = new Map<string, ByMachine>();
  readonly #writers = new Map<string, Throttle>();
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Reads what is kept of a clan, once; what cannot be read is forgotten. */
  async load(clan: string): Promise<void> {
    if (this.#clans.has(clan) || this.#folder === undefined) return;
    const read = keptFile.safeParse(readJson(await textOf(fileOf(this.#folder, clan))));
    if (this.#clans.has(clan) || !read.success || read.data.clan !== clan) return;
    const machines: ByMachine = new Map();
    for (const [name, providers] of Object.entries(read.data.machines)) {
      const own = new Map<Provider, Listing>();
      for (const provider of ["borgbackup", "localbackup"] as const) {
        const kept = providers[provider];
        if (kept !== undefined) own.set(provider, listingOf(kept));
      }
      machines.set(name, own);
    }
    this.#clans.set(clan, machines);
  }

  get(clan: string, machine: string, provider: Provider): Listing | undefined {
    return this.#clans.get(clan)?.get(machine)?.get(provider);
  }

  /** Keeps what was listed; after a list that failed the archives are those of before. */
  keep(clan: string, machine: string, provider: Provider, found: Listing): void {
    const machines: ByMachine = this.#clans.get(clan) ?? new Map();
    this.#clans.set(clan, machines);
    const own: Map<Provider, Listing> = machines.get(machine) ?? new Map();
    machines.set(machine, own);
    const before = own.get(provider)?.archives ?? [];
    own.set(provider, found.problem === undefined ? found : { ...found, archives: before });
    this.#writer(clan)?.ask();
  }

  /** Writes what is not written yet, and returns when it is. */
  close(): void {
    for (const [clan, writer] of this.#writers) {
      writer.dispose();
      const text = this.#textOf(clan);
      if (this.#folder === undefined || text === undefined) continue;
      try {
        mkdirSync(this.#folder, { recursive: true });
        writeFileSync(fileOf(this.#folder, clan), text, { mode: 0o600 });
      } catch {
        // Nothing is lost: it can be listed again.
      }
    }
    this.#writers.clear();
  }

  #writer(clan: string): Throttle | undefined {
    if (this.#folder === undefined) return undefined;
    const writer = this.#writers.get(clan) ?? new Throttle(() => this.#queue(clan), WRITE_PAUSE);
    this.#writers.set(clan, writer);
    return writer;
  }

  #queue(clan: string): void {
    this.#writing = this.#writing.then(() => this.#write(clan)).catch(() => undefined);
  }

  /** The file is whole at any moment, and for the user's eyes only. */
  async #write(clan: string): Promise<void> {
    const text = this.#textOf(clan);
    if (this.#folder === undefined || text === undefined) return;
    const file = fileOf(this.#folder, clan);
    await mkdir(this.#folder, { recursive: true });
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  #textOf(clan: string): string | undefined {
    const machines = this.#clans.get(clan);
    if (machines === undefined) return undefined;
    const kept = Object.fromEntries(
      [...machines].map(([name, own]) => [
        name,
        Object.fromEntries([...own].map(([provider, listing]) => [provider, keptOf(listing)])),
      ]),
    );
    return JSON.stringify({ version: 1, clan, machines: kept } satisfies z.input<typeof keptFile>);
  }
}

function fileOf(folder: string, clan: string): string {
  return join(folder, `${createHash("sha256").update(clan).digest("hex").slice(0, 32)}.json`);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return "";
  }
}

function listingOf({ at, names, times, problem, atWork }: Kept): Listing {
  const archives = names.flatMap((name): Archive[] => {
    const archive = readArchive(name);
    return archive === undefined ? [] : [{ ...archive, time: archive.time ?? times[name] }];
  });
  return { at, archives: newestFirst(archives), problem, atWork };
}

function keptOf({ at, archives, problem, atWork }: Listing): z.input<typeof keptListing> {
  const dated = archives.filter(({ snapshot, time }) => snapshot !== undefined && time !== undefined);
  return {
    at,
    names: archives.map(({ name }) => name),
    times: Object.fromEntries(dated.map(({ name, time }) => [name, time ?? 0])),
    ...(problem !== undefined && { problem: withoutSecrets(problem) }),
    ...(atWork !== undefined && { atWork: [...atWork] }),
  };
}
