/** What is known of the clans of this window: their configuration from the server, their archives from `clan`. */
import type { Overview, OverviewClan } from "../server/protocol.ts";
import { Jobs } from "./clan/jobs.ts";
import { Emitter, type Listen, Throttle } from "./emitter.ts";
import { KnownOverview } from "./knownOverview.ts";
import { Listings } from "./listings.ts";
import type { Listing, Provider } from "./views/health.ts";

/** The language server, as far as it is asked about the clans. */
export interface Answers {
  /** What there is to back up; `undefined` where the server is not running or fails. */
  overview(): Promise<Overview | undefined>;
}

/** Milliseconds between two times that views are told of changes: a list of many machines changes much. */
const TELL_PAUSE = 300;

/** The state that views and commands share. */
export class ClanState {
  readonly #server: Answers;
  readonly #listings: Listings;
  readonly #known: KnownOverview;
  readonly #changed = new Emitter();
  readonly #telling = new Throttle(() => this.#changed.fire(), TELL_PAUSE);
  readonly #asking = new Set<string>();
  readonly #updated = new Set<string>();
  #overview: Overview = { clans: [] };
  #isLoaded = false;
  #filter = "";
  #shown = "";
  #refreshing: Promise<void> | undefined;
  /** A refresh whose question is not put yet. */
  #waiting: Promise<void> | undefined;
  readonly jobs = new Jobs(() => this.#changed.fire());
  /** Fires when anything in it has changed, a few times in a second at most. */
  readonly onDidChange: Listen = this.#changed.event;

  /** `storage` is a folder for what is there at the next start; without it nothing is kept. */
  constructor(server: Answers, storage: string | undefined) {
    this.#server = server;
    this.#listings = new Listings(storage);
    this.#known = new KnownOverview(storage);
  }

  get clans(): readonly OverviewClan[] {
    return this.#overview.clans;
  }

  /** The server has answered at least once. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Part of the names of the machines that are shown; empty for all. */
  get filter(): string {
    return this.#filter;
  }

  setFilter(filter: string): void {
    this.#filter = filter;
    this.#changed.fire();
  }

  /** Shows what was known when the window was closed, until the server answers. */
  async recall(): Promise<void> {
    const overview = await this.#known.read();
    if (overview === undefined || this.#isLoaded) return;
    await this.#show(overview);
  }

  listingOf(clan: string, machine: string, provider: Provider): Listing | undefined {
    return this.#listings.get(clan, machine, provider);
  }

  /** Keeps what was listed; archives of a list that failed are those of before. */
  keepListing(clan: string, machine: string, provider: Provider, found: Listing): void {
    this.#listings.keep(clan, machine, provider, found);
    this.#telling.ask();
  }

  /** Whether the archives of a machine are being listed. */
  isAsking(clan: string, machine: string): boolean {
    return this.#asking.has(keyOf(clan, machine));
  }

  /** Notes that a machine is being listed while `work` runs; does nothing for one that is. */
  async asking(clan: string, machine: string, work: () => Promise<void>): Promise<void> {
    const key = keyOf(clan, machine);
    if (this.#asking.has(key)) return;
    this.#asking.add(key);
    this.#telling.ask();
    try {
      await work();
    } finally {
      this.#asking.delete(key);
      this.#telling.ask();
    }
  }

  /** Notes that a machine has its configuration: it was updated from here, or has said so itself. */
  noteUpdated(clan: string, machine: string): void {
    this.#updated.add(keyOf(clan, machine));
    this.#telling.ask();
  }

  isUpdated(clan: string, machine: string): boolean {
    return this.#updated.has(keyOf(clan, machine));
  }

  /** Asks the server for the configuration. Whoever asks before a question is put shares its answer; nobody gets an answer that is older. */
  refresh(): Promise<void> {
    this.#waiting ??= (async () => {
      await this.#refreshing;
      this.#refreshing = this.#waiting;
      this.#waiting = undefined;
      const overview = await this.#server.overview();
      if (overview === undefined) return;
      // A tree that is made anew for nothing loses the row that somebody is about to use.
      const isSame = this.#isLoaded && JSON.stringify(overview) === JSON.stringify(this.#overview);
      this.#isLoaded = true;
      if (isSame) return;
      await this.#show(overview);
      await this.#known.keep(overview);
    })();
    return this.#waiting;
  }

  /** Cancels what runs and writes what is to be there at the next start; VS Code does not wait for anything here. */
  dispose(): void {
    this.jobs.dispose();
    this.#telling.dispose();
    this.#listings.close();
    this.#changed.dispose();
  }

  async #show(overview: Overview): Promise<void> {
    await Promise.all(overview.clans.map(({ root }) => this.#listings.load(root)));
    this.#overview = overview;
    // After most edits it is the same.
    const shown = JSON.stringify([overview, this.#isLoaded]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#changed.fire();
  }
}

function keyOf(clan: string, machine: string): string {
  return JSON.stringify([clan, machine]);
}
