/** Points in time as people read them. */
import type { Calendar } from "../clan/calendar/model.ts";
import { nextElapse } from "../clan/calendar/nextElapse.ts";

/** The next `count` times at which `calendar` elapses after `now` (milliseconds since 1970), as local time in `zone`. */
export function nextRuns(calendar: Calendar, now: number, zone: string, count: number): readonly string[] {
  const runs: string[] = [];
  let from = now;
  for (let run = 0; run < count; run++) {
    const next = nextElapse(calendar, from, zone);
    if (next === undefined) break;
    runs.push(localTime(next, zone));
    from = next;
  }
  return runs;
}

/** `Tue 2026-11-24 01:00`, with seconds where there are any. */
export function localTime(time: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(time);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((found) => found.type === type)?.value ?? "";
  const seconds = part("second") === "00" ? "" : `:${part("second")}`;
  return `${part("weekday")} ${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")}${seconds}`;
}
