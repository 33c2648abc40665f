/** The topology for people in a terminal. */
import type {
  ClanView,
  DestinationView,
  JobView,
  KeyView,
  MachineView,
  TargetView,
  TopologyView,
} from "../languageService.ts";
import { printable } from "./printable.ts";
import type { Colors } from "./textReport.ts";

const UNKNOWN = "not known";

/** Returns a paragraph for each machine. */
export function topologyText({ clans }: TopologyView, colors: Colors): string {
  if (clans.every(({ machines }) => machines.length === 0)) return "No machines here.\n";
  return clans
    .filter(({ machines }) => machines.length > 0)
    .map((clan) => clanText(clan, colors))
    .join("\n");
}

function clanText({ root, release, machines }: ClanView, colors: Colors): string {
  const head = `${colors.bold(printable(root))} ${colors.dim(`clan-core ${release}, ${machines.length} ${machines.length === 1 ? "machine" : "machines"}`)}\n`;
  return `${head}\n${machines.map((machine) => machineText(machine, colors)).join("\n")}`;
}

function machineText(machine: MachineView, colors: Colors): string {
  const { name, targetHost, complete, states, targets, destinations, jobs = [], repositories } = machine;
  const host = targetHost === null ? "" : ` ${colors.dim(targetHost)}`;
  const lines = [`${colors.bold(printable(name ?? "this module"))}${printable(host)}`];
  const row = (label: string, text: string) => lines.push(`  ${colors.dim(label.padEnd(8))} ${text}`);
  for (const state of states) row("saves", printable(`${state.name}: ${listOf(state.folders)}`));
  for (const target of targets) row("to disk", printable(targetText(target)));
  for (const destination of destinations) row("to borg", printable(destinationText(destination)));
  for (const job of jobs) row("to borg", printable(jobText(job)));
  for (const repository of repositories) {
    row(
      "serves",
      printable(
        `${repository.name}: ${repository.path ?? `a folder that is ${UNKNOWN}`}, ${listOf(repository.keys.map(keyText))}`,
      ),
    );
  }
  if (lines.length === 1) row("", colors.dim("no backups"));
  if (!complete) row("", colors.dim("imports modules that are not known, so there may be more"));
  return `${lines.join("\n")}\n`;
}

/** What is not known is said once, at the end. */
function listOf(items: readonly (string | null)[]): string {
  if (items.length === 0) return "nothing";
  const known = items.filter((item) => item !== null);
  return (known.length === items.length ? known : [...known, UNKNOWN]).join(", ");
}

function targetText({ name, directory, mountpoint, disk }: TargetView): string {
  const where = directory ?? `a folder that is ${UNKNOWN}`;
  if (mountpoint === null && disk === null) return `${name}: ${where}`;
  const device =
    disk === null ? UNKNOWN : `${disk.device ?? UNKNOWN}${disk.fsType === null ? "" : ` (${disk.fsType})`}`;
  return `${name}: ${where} on ${device}${mountpoint === null ? "" : `, mounted at ${mountpoint}`}`;
}

function destinationText({ name, repo, schedule, server }: DestinationView): string {
  const place = {
    machine: `to ${server.machine ?? UNKNOWN}${server.repository === null ? "" : `, repository ${server.repository}`}, key ${server.key}`,
    local: "on this machine",
    external: "outside of this clan",
    unknown: `server ${UNKNOWN}`,
  }[server.kind];
  return `${name}: ${repo ?? `a repository that is ${UNKNOWN}`}, ${place}${schedule === null ? "" : `, at ${schedule}`}`;
}

function jobText({ name, repo, schedule }: JobView): string {
  const where = repo ?? `a repository that is ${UNKNOWN}`;
  return `${name}: ${where}, a job by hand that clan backups does not know${schedule === null ? "" : `, at ${schedule}`}`;
}

function keyText({ kind, type, comment, fingerprint }: KeyView): string {
  if (kind === "public-key")
    return `${type} ${fingerprint}${comment === null || comment === "" ? "" : ` (${comment})`}`;
  return (
    { missing: "a key file that is not there", unknown: `a key that is ${UNKNOWN}`, "private-key": "a private key!" }[
      kind
    ] ?? kind
  );
}
