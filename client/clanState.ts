/** What is known of the clans of this window: their configuration from the server, their archives from `clan`. */
import { type Event, EventEmitter, type Memento } from "vscode";
import { z } from "zod";
import { OVERVIEW_METHOD, type Overview, type OverviewClan } from "../server/protocol.ts";
import { Jobs } from "./clan/jobs.ts";
import type { Server } from "./languageClient.ts";
import type { Listing, Provider } from "./views/health.ts";

const archive = z.object({
  name: z.string(),
  provider: z.enum(["borgbackup", "localbackup", "unknown"]),
  place: z.string(),
  time: z.number().optional(),
  snapshot: z.number().optional(),
  isFailed: z.boolean(),
});
const listing = z.object({ at: z.number(), archives: z.array(archive), problem: z.string().optional() });
const kept = z.record(z.string(), listing);

const KEY = "clanBackups.listings";

/** The state that views and commands share. */
export class ClanState {
  readonly #server: Server;
  readonly #memento: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly #listings: Map<string, Listing>;
  #overview: Overview = { clans: [] };
  #isLoaded = false;
  readonly jobs = new Jobs(() => this.#changed.fire());
  /** Fires when anything in it has changed. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(server: Server, memento: Memento) {
    this.#server = server;
    this.#memento = memento;
    const read = kept.safeParse(memento.get<unknown>(KEY));
    const entries = read.success ? Object.entries(read.data) : [];
    this.#listings = new Map(
      entries.map(([key, { problem, archives, at }]) => [
        key,
        { at, problem, archives: archives.map((one) => ({ ...one, time: one.time, snapshot: one.snapshot })) },
      ]),
    );
  }

  get clans(): readonly OverviewClan[] {
    return this.#overview.clans;
  }

  /** The server has answered at least once. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  listingOf(clan: string, machine: string, provider: Provider): Listing | undefined {
    return this.#listings.get(keyOf(clan, machine, provider));
  }

  /** Keeps what was listed; archives of a list that failed are those of before. */
  async keepListing(clan: string, machine: string, provider: Provider, found: Listing): Promise<void> {
    const key = keyOf(clan, machine, provider);
    const before = this.#listings.get(key);
    const isFailed = found.problem !== undefined;
    this.#listings.set(key, isFailed ? { ...found, archives: before?.archives ?? [] } : found);
    this.#changed.fire();
    await this.#memento.update(KEY, Object.fromEntries(this.#listings));
  }

  /** Asks the server for the configuration. */
  async refresh(): Promise<void> {
    const overview = await this.#server.ask<Overview>(OVERVIEW_METHOD);
    if (overview === undefined) return;
    this.#overview = overview;
    this.#isLoaded = true;
    this.#changed.fire();
  }

  dispose(): void {
    this.jobs.dispose();
    this.#changed.dispose();
  }
}

function keyOf(clan: string, machine: string, provider: Provider): string {
  return JSON.stringify([clan, machine, provider]);
}
