import type { Host } from "./context.ts";
import { readUnit, serviceOf, timerOf, type UnitState } from "./units.ts";

/** `Mon 2026-11-23 08:49:45 UTC`, as systemctl prints times; empty for "never". */
function pretty(time: number): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  }).formatToParts(time);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((found) => found.type === type)?.value ?? "";
  const day = `${part("year")}-${part("month")}-${part("day")}`;
  return `${part("weekday")} ${day} ${part("hour")}:${part("minute")}:${part("second")} ${part("timeZoneName")}`;
}

/** A time (milliseconds since 1970, 0: never) in the style of `systemctl --timestamp=`. */
function shown(time: number, style: string): string {
  if (time === 0) return "";
  return style === "unix" ? `@${Math.floor(time / 1000)}` : pretty(time);
}

/** The names of systemctl(1) and org.freedesktop.systemd1(5). */
function serviceProperties(unit: string, state: UnitState, style: string): ReadonlyMap<string, string> {
  const isRunning = state.subState === "running";
  const started = shown(state.startedAt, style);
  const ended = shown(state.endedAt, style);
  return new Map([
    ["Type", "simple"],
    ["MainPID", String(state.pid)],
    ["Result", state.result],
    ["ExecMainStartTimestamp", started],
    ["ExecMainExitTimestamp", ended],
    ["ExecMainPID", String(state.pid)],
    // CLD_EXITED is 1, CLD_KILLED 2 in <signal.h>.
    ["ExecMainCode", isRunning || state.startedAt === 0 ? "0" : state.result === "signal" ? "2" : "1"],
    ["ExecMainStatus", String(state.exitCode)],
    ["Id", unit],
    ["LoadState", "loaded"],
    ["ActiveState", state.activeState],
    ["SubState", state.subState],
    ["ActiveEnterTimestamp", isRunning ? started : ""],
    ["ActiveExitTimestamp", ended],
    ["InactiveEnterTimestamp", ended],
    ["InvocationID", state.invocation],
  ]);
}

/** Returns what `systemctl show` knows of a unit; one that the host does not have is `not-found` and inactive. */
export function unitProperties(host: Host, unit: string, style: string): ReadonlyMap<string, string> {
  const destination = host.machine.destinations.find((it) => serviceOf(it) === unit || timerOf(it) === unit);
  if (destination !== undefined && unit === serviceOf(destination)) {
    return serviceProperties(unit, readUnit(host, unit), style);
  }
  if (destination !== undefined) {
    const states = [
      ["LoadState", "loaded"],
      ["ActiveState", "active"],
      ["SubState", "waiting"],
    ] as const;
    return new Map([["Unit", serviceOf(destination)], ["Id", unit], ...states]);
  }
  return new Map([
    ["Id", unit],
    ["LoadState", "not-found"],
    ["ActiveState", "inactive"],
    ["SubState", "dead"],
  ]);
}
