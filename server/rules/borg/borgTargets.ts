/** Where borg saves to: the destinations of Clan, and the jobs that are written by hand. */
import { entriesOf } from "../../clan/arguments.ts";
import type { Fact } from "../../clan/topology/facts.ts";
import type { BorgJob, Destination, MachineModel } from "../../clan/topology/model.ts";
import { textOf, valueFact } from "../../clan/topology/reader.ts";
import { destinationOption } from "../paths.ts";

export interface BorgTarget {
  /** The name of the job. */
  readonly key: string;
  readonly repo: Fact<string>;
  readonly repoOption: readonly string[];
  /** `undefined` where nothing is said by hand: borg then calls ssh as it is. */
  readonly rsh: Fact<string> | undefined;
  readonly rshOption: readonly string[];
  /** What is written by hand about the job, if anything. */
  readonly job: BorgJob | undefined;
  readonly destination: Destination | undefined;
}

/** Targets whose repository or ssh command somebody has written; not those that an instance makes of its servers. */
export function* borgTargets(machine: MachineModel): Generator<BorgTarget> {
  const jobs = new Map(machine.jobs.items.map((job) => [job.key, job]));
  for (const destination of machine.destinations.items) {
    const { key, repo, rsh, server } = destination;
    if (server !== undefined) continue;
    yield {
      key,
      repo,
      repoOption: destinationOption(destination, "repo"),
      rsh: rsh === "default" ? undefined : rsh,
      rshOption: destinationOption(destination, "rsh"),
      job: jobs.get(key),
      destination,
    };
  }
  for (const job of jobs.values()) {
    const option = ["services", "borgbackup", "jobs", job.key];
    yield {
      key: job.key,
      repo: job.options.text("repo"),
      repoOption: [...option, "repo"],
      rsh: sshCommandOf(job),
      rshOption: [...option, "environment", "BORG_RSH"],
      job,
      destination: undefined,
    };
  }
}

function sshCommandOf({ options }: BorgJob): Fact<string> | undefined {
  const environment = options.value("environment");
  const entry = environment.known ? entriesOf(environment.value).get("BORG_RSH") : undefined;
  if (entry === undefined || !entry.certain) return undefined;
  return textOf(valueFact(entry.value.force(options.evaluation), entry.value.origin ?? entry.name));
}
