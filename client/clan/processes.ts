/** All processes of this window: they end with it, also when it ends without a word. */
import { type ChildProcess, spawn } from "node:child_process";
import { type Run, type RunResult, run, type Watcher } from "./process.ts";

/**
 * Reads which groups of processes run, one line for each that starts (`+ ID`) or has ended (`- ID`). When its input ends, whoever started it
 * is gone: those that still run are interrupted like with Ctrl-C, and killed two seconds later, with all that they had started.
 */
const GUARD = `
trap '' INT TERM HUP
groups=
while read -r sign group; do
  case $sign in
    +) groups="$groups $group" ;;
    -) rest=
       for one in $groups; do [ "$one" = "$group" ] || rest="$rest $one"; done
       groups=$rest ;;
  esac
done
[ -n "$groups" ] || exit 0
below=$(ps -A -o pid= -o ppid= | awk -v roots="$groups" '
  { parent[$1] = $2 }
  END {
    count = split(roots, root, " ")
    for (one = 1; one <= count; one++) wanted[root[one]] = 1
    for (pid in parent) for (at = pid; at > 1; at = parent[at]) if (at in wanted) { print pid; break }
  }')
for one in $groups; do kill -s INT -- "-$one" 2>/dev/null; done
sleep 2
for one in $groups; do kill -s KILL -- "-$one" 2>/dev/null; done
for one in $below; do kill -s KILL "$one" 2>/dev/null; done
`;

/** Runs programs and remembers which of them run. */
export class Processes {
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<RunResult>>();
  readonly #watcher: Watcher;
  #guard: ChildProcess | undefined;

  constructor() {
    this.#watcher = {
      closing: this.#closing.signal,
      onStart: (pid) => this.#tell(`+ ${pid}`),
      onEnd: (pid) => this.#tell(`- ${pid}`),
    };
  }

  /** Runs a program to its end. */
  readonly run: Run = async (command, more, options) => {
    const running = run(command, more, options, this.#watcher);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  };

  /** How many run now. */
  get count(): number {
    return this.#running.size;
  }

  /** Ends all of them within about two seconds; resolves when none is left. Nothing runs afterwards. */
  async end(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#running);
    this.#guard?.stdin?.end();
  }

  /** The guard has a session of its own: what ends this process does not end it. */
  #tell(line: string): void {
    if (this.#guard === undefined) {
      this.#guard = spawn("/bin/sh", ["-c", GUARD], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
      // Where there is no sh, processes are ended by this window alone.
      this.#guard.on("error", () => undefined);
      this.#guard.stdin?.on("error", () => undefined);
      this.#guard.unref();
    }
    this.#guard.stdin?.write(`${line}\n`);
  }
}
