/** What runs on the machines from this window: one create or restore at a time on each. */

export interface Job {
  readonly id: number;
  /** The clan's folder. */
  readonly clan: string;
  readonly machine: string;
  readonly action: "create" | "restore";
  /** One of several places that it works on, such as a provider. */
  readonly what: string;
  readonly controller: AbortController;
}

/** The jobs of a window. */
export class Jobs {
  readonly #running = new Map<string, Job>();
  readonly #onChange: () => void;
  #next = 1;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get running(): readonly Job[] {
    return [...this.#running.values()];
  }

  /** What runs on a machine. */
  on(clan: string, machine: string): Job | undefined {
    return this.#running.get(keyOf(clan, machine));
  }

  /** Runs `work` as the machine's only job; returns the job in its way instead, if there is one. */
  async run<T>(
    of: Pick<Job, "clan" | "machine" | "action" | "what">,
    work: (job: Job) => Promise<T>,
  ): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly busy: Job }> {
    const key = keyOf(of.clan, of.machine);
    const busy = this.#running.get(key);
    if (busy !== undefined) return { ok: false, busy };
    const job: Job = { ...of, id: this.#next++, controller: new AbortController() };
    this.#running.set(key, job);
    this.#onChange();
    try {
      return { ok: true, value: await work(job) };
    } finally {
      this.#running.delete(key);
      this.#onChange();
    }
  }

  /** Cancels all of them. */
  dispose(): void {
    for (const { controller } of this.#running.values()) controller.abort();
  }
}

function keyOf(clan: string, machine: string): string {
  return JSON.stringify([clan, machine]);
}
