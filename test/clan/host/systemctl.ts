/** systemctl as of systemd 252, for the units of the host's borg jobs. Each function returns the exit code. */
import type { Destination } from "../world/facts.ts";
import type { Host } from "./context.ts";
import { type Flags, fits, parseFlags, valuesOf } from "./flags.ts";
import { startJob } from "./startJob.ts";
import { listTimers } from "./timers.ts";
import { unitProperties } from "./unitProperties.ts";
import { readUnit, serviceOf, timerOf, writeUnit } from "./units.ts";

const VALUED = ["-p", "--property", "-P", "-o", "--output", "-t", "--type", "--state", "--timestamp", "-n", "--lines"];

const say = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

/** A name without a suffix is a service's. */
const fullName = (name: string): string =>
  /\.(service|timer|target|mount|socket)$/.test(name) ? name : `${name}.service`;

const serviceNamed = ({ machine }: Host, unit: string): Destination | undefined =>
  machine.destinations.find((it) => serviceOf(it) === fullName(unit));

/** The units of the host that the arguments name; a name without a pattern stays, known or not. */
function unitsOf({ machine }: Host, names: readonly string[]): readonly string[] {
  const known = machine.destinations.flatMap((it) => [serviceOf(it), timerOf(it)]);
  return names.flatMap((name) => (/[*?]/.test(name) ? known.filter((unit) => fits(name, unit)) : [fullName(name)]));
}

/** `systemctl show UNIT…`: `Name=value` lines, an empty line between two units. */
function show(host: Host, flags: Flags, names: readonly string[]): number {
  const wanted = valuesOf(flags, "-p", "--property", "-P").flatMap((value) => value.split(","));
  const isValueOnly = flags.options.has("--value") || flags.options.has("-P");
  const timestamp = valuesOf(flags, "--timestamp").at(-1) ?? "pretty";
  const blocks = unitsOf(host, names).map((unit) => {
    const properties = unitProperties(host, unit, timestamp);
    const shown = wanted.length === 0 ? [...properties.keys()] : wanted.filter((name) => properties.has(name));
    return shown.map((name) => (isValueOnly ? (properties.get(name) ?? "") : `${name}=${properties.get(name) ?? ""}`));
  });
  say(blocks.map((lines) => lines.join("\n")).join("\n\n"));
  return 0;
}

/** `systemctl is-active UNIT…`: a line per unit; 0 when at least one is active, else 3. */
function isActive(host: Host, flags: Flags, names: readonly string[]): number {
  const states = unitsOf(host, names).map(
    (unit) => unitProperties(host, unit, "pretty").get("ActiveState") ?? "inactive",
  );
  if (!flags.options.has("-q") && !flags.options.has("--quiet")) states.map(say);
  return states.includes("active") ? 0 : 3;
}

async function start(host: Host, names: readonly string[]): Promise<number> {
  let status = 0;
  for (const name of names) {
    const destination = serviceNamed(host, name);
    if (destination === undefined) {
      complain(`Failed to start ${fullName(name)}: Unit ${fullName(name)} not found.`);
      status = 5;
    } else {
      status = Math.max(status, await startJob(host, destination));
    }
  }
  return status;
}

/** `systemctl stop UNIT…`: ends the job and all that it started. */
function stop(host: Host, names: readonly string[]): number {
  for (const unit of unitsOf(host, names)) {
    const { pid } = readUnit(host, unit);
    if (pid !== 0) process.kill(-pid, "SIGTERM");
    const ended = {
      activeState: "inactive",
      subState: "dead",
      result: "success",
      pid: 0,
      endedAt: Date.now(),
    } as const;
    if (pid !== 0) writeUnit(host, unit, ended);
  }
  return 0;
}

/** Runs `systemctl` with these arguments. */
export async function systemctl(host: Host, args: readonly string[]): Promise<number> {
  const flags = parseFlags(args, VALUED);
  const [verb = "list-units", ...names] = flags.words;
  if (verb === "show") return show(host, flags, names);
  if (verb === "is-active") return isActive(host, flags, names);
  if (verb === "start") return start(host, names);
  if (verb === "stop") return stop(host, names);
  if (verb === "list-timers") return listTimers(host, names, valuesOf(flags, "-o", "--output").at(-1) ?? "short");
  complain(`Unknown command verb ${verb}.`);
  return 1;
}
