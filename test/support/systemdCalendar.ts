import { execFileSync, spawnSync } from "node:child_process";

/** What systemd says of an expression; `undefined` when it refuses it. */
export interface SystemdCalendar {
  readonly normalForm: string;
  /** The next elapses in order, in whole seconds since 1970; fewer than asked for when the last one was reached. */
  readonly elapses: readonly number[];
}

/** Systemd accepts the expression, but gives up looking for one of the elapses, and prints nothing. */
export const GAVE_UP = "gave up";

/** Whether `systemd-analyze calendar` is there and shows several elapses (systemd 242 and later). */
export function hasSystemdAnalyze(): boolean {
  try {
    execFileSync("systemd-analyze", ["calendar", "--iterations=2", "daily"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

type Verdict = SystemdCalendar | typeof GAVE_UP | undefined;

/** What the systemd of this machine makes of each expression after `base` (whole seconds since 1970), in the zone UTC. No expression has a line break. */
export function calendarsBySystemd(
  expressions: readonly string[],
  base: number,
  iterations: number,
): readonly Verdict[] {
  const all: Verdict[] = [];
  for (let from = 0; from < expressions.length; from += 1000) {
    all.push(...judge(expressions.slice(from, from + 1000), base, iterations));
  }
  return all;
}

function judge(expressions: readonly string[], base: number, iterations: number): readonly Verdict[] {
  const options = [`--iterations=${iterations}`, `--base-time=@${base}`, "--"];
  const { stdout, stderr, error } = spawnSync("systemd-analyze", ["calendar", ...options, ...expressions], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    // The messages are read, and times are printed in the zone of the machine.
    env: { ...process.env, TZ: "UTC", LC_ALL: "C.UTF-8", SYSTEMD_COLORS: "0", SYSTEMD_LOG_LEVEL: "info" },
  });
  if (error !== undefined) throw error;
  const textsIn = (message: RegExp) => new Set([...stderr.matchAll(message)].map(([, text]) => text));
  const refused = textsIn(/^Failed to parse calendar specification '(.*)': [\w ]+$/gm);
  const stuck = textsIn(/^Failed to determine next elapse for '(.*)': Resource deadlock avoided$/gm);
  const blocks = stdout.split("Normalized form: ").slice(1).map(calendarOf);
  const answered = expressions.filter((text) => !refused.has(text) && !stuck.has(text)).length;
  if (blocks.length !== answered) {
    throw new Error(`systemd-analyze answered ${blocks.length} of ${answered}: ${stderr}`);
  }
  return expressions.map((text) => (refused.has(text) ? undefined : stuck.has(text) ? GAVE_UP : blocks.shift()));
}

/** The part of the output from the normal form of an expression on. */
function calendarOf(block: string): SystemdCalendar {
  const times = block.matchAll(/^ *(?:Next elapse|Iter\. #\d+): \w{3} (\S+) (\S+) UTC$/gm);
  return {
    normalForm: block.slice(0, block.indexOf("\n")),
    elapses: [...times].map(([, date, time]) => Date.parse(`${date}T${time}Z`) / 1000),
  };
}
