/** A process with all that it has started, also what has left its group. */
import type { constants } from "node:os";
import { execa } from "execa";

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

type Signal = keyof typeof constants.signals;

/** The processes below one, as they are now and as they were when it was last looked at. */
export class ProcessTree {
  readonly #root: number;
  /** By the id of the process: its group, which tells it from a later process that gets the same id. */
  readonly #known = new Map<number, number>();

  constructor(root: number) {
    this.#root = root;
  }

  /** Looks which processes there are; where `ps` is missing only the group of the root is known. */
  async look(): Promise<void> {
    const entries = await processes();
    const children = new Map<number, Entry[]>();
    for (const entry of entries) {
      const siblings = children.get(entry.parent);
      if (siblings === undefined) children.set(entry.parent, [entry]);
      else siblings.push(entry);
    }
    const waiting = [this.#root, ...this.#known.keys()];
    for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop())
      for (const child of children.get(pid) ?? []) {
        if (this.#known.get(child.pid) === child.group) continue;
        this.#known.set(child.pid, child.group);
        waiting.push(child.pid);
      }
  }

  /** Sends a signal to the group of the root, and to all that was seen below it outside of this group. */
  send(signal: Signal): void {
    signalTo(-this.#root, signal);
    for (const [pid, group] of this.#known) if (group !== this.#root) signalTo(pid, signal);
  }

  /** Kills what is left of it. */
  async killRest(): Promise<void> {
    signalTo(-this.#root, "SIGKILL");
    const outside = [...this.#known].filter(([, group]) => group !== this.#root);
    if (outside.length === 0) return;
    const now = new Map((await processes()).map(({ pid, group }) => [pid, group]));
    for (const [pid, group] of outside) if (now.get(pid) === group) signalTo(pid, "SIGKILL");
  }
}

/** Sends a signal to a process, or to a group when `pid` is negative; one that is gone needs none. */
function signalTo(pid: number, signal: Signal): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

async function processes(): Promise<readonly Entry[]> {
  const { stdout } = await execa("ps", ["-A", "-o", "pid=,ppid=,pgid="], { reject: false, stdin: "ignore" });
  return (stdout ?? "").split("\n").flatMap((line) => {
    const [pid, parent, group] = line.trim().split(/\s+/).map(Number);
    return pid === undefined || parent === undefined || group === undefined ? [] : [{ pid, parent, group }];
  });
}
