/** The provider's programs of borgbackup on the host. */
import { z } from "zod";
import { borg } from "./borg.ts";
import type { Host } from "./context.ts";
import { startJob } from "./startJob.ts";

const listing = z.object({ archives: z.array(z.object({ name: z.string() })) });

/** `borgbackup-create`: starts the job of every destination in turn. Returns the exit code. */
export async function createArchives(host: Host): Promise<number> {
  for (const destination of host.machine.destinations) {
    const code = await startJob(host, destination);
    if (code !== 0) return code;
  }
  return 0;
}

/**
 * `borgbackup-list`: prints the archives of all destinations as JSON. Returns the exit code; in 2024 a destination that
 * fails prints `null` and succeeds all the same.
 */
export async function listArchives(host: Host): Promise<number> {
  const found: { name: string; job_name: string }[] = [];
  for (const destination of host.machine.destinations) {
    const { code, stdout } = await borg(host, destination, ["list", "--json"], (text) => process.stderr.write(text));
    if (code !== 0 && host.facts.release.startsWith("2024")) {
      process.stdout.write("null\n");
      return 0;
    }
    if (code !== 0) return code;
    const { archives } = listing.parse(JSON.parse(stdout));
    const prefix = `${destination.name}::${destination.repo}::`;
    found.push(...archives.map(({ name }) => ({ name: prefix + name, job_name: destination.name })));
  }
  process.stdout.write(`${JSON.stringify(found)}\n`);
  return 0;
}

/** `borgbackup-restore`: extracts folders of an archive over the host's. Returns the exit code. */
export async function restoreArchive(host: Host, name: string, folders: readonly string[]): Promise<number> {
  const isTraced = host.facts.release.startsWith("2024");
  const trace = (line: string) => isTraced && process.stderr.write(`${line}\n`);
  const [job = "", ...rest] = name.split("::");
  const destination = host.machine.destinations.find((it) => it.name === job);
  for (const line of ["+ cd /", "+ IFS=:", "+ read -ra FOLDER", `++ echo ${name}`]) trace(line);
  trace("++ /nix/store/00000000000000000000000000000000-gawk/bin/awk -F:: '{print $1}'");
  for (const line of [`+ job_name=${job}`, `+ backup_name=${rest.join("::")}`, `+ command -v borg-job-${job}`])
    trace(line);
  if (destination === undefined) {
    trace(`+ echo 'borg-job-${job} not found: Backup name is invalid'`);
    process.stderr.write(`borg-job-${job} not found: Backup name is invalid\n`);
    trace("+ exit 1");
    return 1;
  }
  const list = isTraced ? ["--list"] : [];
  trace("+ yes y");
  trace(`+ borg-job-${job} extract ${[...list, rest.join("::"), ...folders].join(" ")}`);
  const archive = `::${rest.at(-1) ?? ""}`;
  const args = ["extract", ...list, archive, ...folders.map((folder) => folder.slice(1))];
  return (await borg(host, destination, args, (text) => process.stderr.write(text))).code;
}
