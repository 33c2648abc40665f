/** When the backups of a machine run, as its systemd says. */
import * as z from "zod";
import { readJson } from "./json.ts";
import { ask, type RemoteOptions } from "./remote.ts";

/** Microseconds since 1970, or nothing: systemd writes 0 or null for what never was. */
const moment = z
  .union([z.number(), z.null()])
  .optional()
  .transform((value) => (value == null || value <= 0 || value > Number.MAX_SAFE_INTEGER ? undefined : value / 1000));
const timers = z.array(z.object({ unit: z.string(), activates: z.string(), next: moment, last: moment }));

/** When a timer runs next and ran last, in milliseconds since 1970. */
export interface Timer {
  readonly unit: string;
  readonly activates: string;
  readonly next: number | undefined;
  readonly last: number | undefined;
}

/** The timers of backups on a machine; `undefined` where it cannot be asked. */
export async function backupTimers(options: RemoteOptions): Promise<readonly Timer[] | undefined> {
  const result = await ask(["systemctl", "list-timers", "--all", "--output=json", "--no-pager"], options);
  if (result?.ended !== "exited" || result.exitCode !== 0) return undefined;
  const read = timers.safeParse(readJson(result.stdout));
  return read.success
    ? read.data
        .filter(({ unit }) => /backup/.test(unit))
        .map((timer) => ({ ...timer, next: timer.next, last: timer.last }))
    : undefined;
}
