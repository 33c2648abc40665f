/** Create Backup: starts it, watches it until it has ended, and tells how. */
import { setTimeout as wait } from "node:timers/promises";
import { type CancellationToken, env, type Progress, ProgressLocation, window } from "vscode";
import { createBackup } from "../clan/clanCli.ts";
import { borgUnit, pause, type Verdict, watchUnits } from "../clan/outcome.ts";
import { logCommand, quoted, unitLog, unitState } from "../clan/remote.ts";
import { providersOf } from "../views/health.ts";
import { listMachines } from "./list.ts";
import { type CommandParts, type Given, hasBackups, machineOf, providerOf, type Target } from "./parts.ts";

type Report = Progress<{ message?: string; increment?: number }>;

/** Backs a machine up, with one provider or all that it has. */
export async function createCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "Create Backup", hasBackups);
  if (target === undefined) return;
  const provider = providerOf(given);
  const { clan, machine } = target;
  const what = provider ?? "";
  const outcome = await parts.state.jobs.run(
    { clan: clan.root, machine: machine.name, action: "create", what },
    ({ controller }) =>
      Promise.resolve(
        window.withProgress(
          { location: ProgressLocation.Notification, title: `Backing up ${machine.name}`, cancellable: true },
          (report, token) => backUp(target, provider, parts, { controller, report, token }),
        ),
      ),
  );
  if (!outcome.ok) {
    const doing = outcome.busy.action === "create" ? "being backed up" : "being restored";
    void window.showInformationMessage(`${machine.name} is ${doing} already.`);
  }
}

interface Running {
  readonly controller: AbortController;
  readonly report: Report;
  readonly token: CancellationToken;
}

async function backUp(
  target: Target,
  provider: string | undefined,
  parts: CommandParts,
  running: Running,
): Promise<void> {
  const { clan, machine } = target;
  const { controller, report, token } = running;
  const cancelling = token.onCancellationRequested(() => controller.abort());
  const found = await parts.runner.program(clan.root);
  if (!found.ok) return parts.notices.problem(found.reason);
  for (const one of providersOf(machine)) {
    if (provider !== undefined && one !== provider) continue;
    report.report({ message: `${one}: starting` });
    const started = await createBackup(
      machine.name,
      one,
      parts.runner.options(found.program, clan.root, controller.signal),
    );
    if (!started.ok) {
      await listAfter(target, one, parts);
      void parts.notices.problem(
        `${machine.name} was not backed up with ${one}: ${started.problem.message}`,
        retry(target, one, parts),
      );
      if (started.problem.kind === "cancelled") break;
      continue;
    }
    const verdict: Verdict =
      one === "borgbackup" ? await watchBorg(target, parts, controller.signal, report) : { kind: "made" };
    await listAfter(target, one, parts);
    tell(verdict, target, one, parts);
    if (controller.signal.aborted) break;
  }
  cancelling.dispose();
}

/** Borg's job works on when clan has returned: its unit tells when it has ended, and how. */
async function watchBorg(
  { clan, machine }: Target,
  { runner }: CommandParts,
  signal: AbortSignal,
  report: Report,
): Promise<Verdict> {
  const units = machine.destinations.map(({ name }) => borgUnit(name));
  const { targetHost } = machine;
  const [unit = ""] = units;
  if (targetHost === null) return { kind: "not known", unit };
  const remote = { targetHost, folder: clan.root, signal, ssh: runner.ssh };
  return watchUnits(units, {
    state: (name) => unitState(name, remote),
    log: (name) => unitLog(name, remote),
    wait: (turn) => wait(pause(turn), undefined, { signal }).catch(() => undefined),
    signal,
    onWork: (name) => report.report({ message: `${name} is at work` }),
  });
}

async function listAfter(target: Target, provider: string, parts: CommandParts): Promise<void> {
  await listMachines([target], provider, parts, false);
}

function tell(verdict: Verdict, target: Target, provider: string, parts: CommandParts): void {
  const { clan, machine } = target;
  switch (verdict.kind) {
    case "made":
      parts.notices.good(`${machine.name} is backed up with ${provider}.`);
      return;
    case "failed": {
      const last = verdict.log.findLast((line) => line.trim() !== "") ?? verdict.result;
      void parts.notices.problem(`The backup of ${machine.name} failed: ${last}`, retry(target, provider, parts));
      return;
    }
    case "not known": {
      const command = logCommand(verdict.unit, machine.targetHost ?? machine.name)
        .map(quoted)
        .join(" ");
      const copy = () => env.clipboard.writeText(command);
      void parts.notices.problem(
        `The backup of ${machine.name} was started. Whether it is made cannot be seen: the machine does not answer over ssh without a question.`,
        { "Copy Log Command": copy },
      );
      return;
    }
    case "cancelled":
      void window.showInformationMessage(
        `The backup of ${machine.name} goes on there; it is only not watched any more. List its backups of ${clan.root.split("/").at(-1)} later.`,
      );
  }
}

function retry(
  { clan, machine }: Target,
  provider: string,
  parts: CommandParts,
): Readonly<Record<string, () => unknown>> {
  return { Retry: () => createCommand({ clan: clan.root, machine: machine.name, provider }, parts) };
}
