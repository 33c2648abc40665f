import type { Host } from "./context.ts";
import { parseFlags, valuesOf } from "./flags.ts";
import { type JournalEntry, readJournal } from "./units.ts";

const VALUED = [
  "-u",
  "--unit",
  "-n",
  "--lines",
  "-o",
  "--output",
  "-S",
  "--since",
  "-U",
  "--until",
  "-p",
  "--priority",
];

function line({ time, message }: JournalEntry, host: string, unit: string, output: string): string {
  if (output === "cat") return message;
  if (output.startsWith("json")) {
    return JSON.stringify({ __REALTIME_TIMESTAMP: String(time * 1000), _SYSTEMD_UNIT: unit, MESSAGE: message });
  }
  return `${new Date(time).toISOString()} ${host} ${unit}: ${message}`;
}

/** `journalctl -u UNIT`: the unit's log, oldest first. Returns the exit code. */
export function journalctl(host: Host, args: readonly string[]): number {
  const flags = parseFlags(args, VALUED);
  const units = valuesOf(flags, "-u", "--unit").map((name) => (name.includes(".") ? name : `${name}.service`));
  const output = valuesOf(flags, "-o", "--output").at(-1) ?? "short";
  const most = Number(valuesOf(flags, "-n", "--lines").at(-1) ?? Number.POSITIVE_INFINITY);
  const entries = units.flatMap((unit) => readJournal(host, unit).map((entry) => ({ unit, entry })));
  const shown = entries.slice(Math.max(0, entries.length - most));
  const lines = shown.map(({ unit, entry }) => line(entry, host.machine.name, unit, output));
  if (lines.length === 0 && output !== "cat" && !output.startsWith("json")) lines.push("-- No entries --");
  process.stdout.write(lines.map((text) => `${text}\n`).join(""));
  return 0;
}
