/** What a clock on the wall shows: year, month (from 1), day (from 1), hour, minute, second. Values beyond their field carry over. */
export type WallTime = readonly [
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
];

/** The clocks of a time zone; instants are whole seconds since 1970 UTC. */
export interface Clock {
  wallTime(instant: number): WallTime;
  /** The instant of a wall time. One that is skipped counts on from before the change; of one that comes twice it is the first from `notBefore` on. */
  instant(wall: WallTime, notBefore?: number): number;
}

/** Returns the clocks of a zone that Intl knows. */
export function clockOf(zone: string): Clock {
  if (zone === "UTC") return { wallTime: fromSeconds, instant: secondsOf };
  const offset = offsetsOf(zone);
  return {
    wallTime: (instant) => fromSeconds(instant + offset(instant)),
    instant: (wall, notBefore = 0) => {
      const seconds = secondsOf(wall);
      // No zone changes twice within two days, so these are the offsets before and after a change nearby.
      const before = offset(seconds - DAY);
      const after = offset(seconds + DAY);
      const isBefore = offset(seconds - before) === before;
      const isAfter = offset(seconds - after) === after;
      const isFirst = isBefore && (!isAfter || seconds - before >= notBefore);
      return seconds - (isFirst || !isAfter ? before : after);
    },
  };
}

const DAY = 86_400;

/** The seconds since 1970 at which UTC has this wall time. */
export function secondsOf([year, month, day, hour, minute, second]: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}

function fromSeconds(seconds: number): WallTime {
  const date = new Date(seconds * 1000);
  return [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
}

/** Returns a function that gives the seconds by which the zone is ahead of UTC at an instant. */
function offsetsOf(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant * 1000).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    return secondsOf([of("year"), of("month"), of("day"), of("hour"), of("minute"), of("second")]) - instant;
  };
}
