/** List Backups, Refresh: asks the machines for their archives. */
import { ProgressLocation, window } from "vscode";
import { listBackups } from "../clan/clanCli.ts";
import { providersOf } from "../views/health.ts";
import { type CommandParts, type Given, hasBackups, machineOf, providerOf, type Target } from "./parts.ts";

/** Machines that are asked at the same time: each evaluates Nix. */
const AT_ONCE = 4;

/** Lists the backups of a machine, or of one provider of it. */
export async function listCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "List Backups", hasBackups);
  if (target === undefined) return;
  await listMachines([target], providerOf(given), parts, true);
}

/** Lists the backups of all machines. */
export async function refreshCommand(parts: CommandParts): Promise<void> {
  await parts.state.refresh();
  const all = parts.state.clans.flatMap((clan) =>
    clan.machines.filter(hasBackups).map((machine): Target => ({ clan, machine })),
  );
  await listMachines(all, undefined, parts, false);
  void parts.schedule.refresh();
}

/** Asks `targets` beside each other; every answer is shown as it comes. With `isLoud` what went wrong is told as well. */
export async function listMachines(
  targets: readonly Target[],
  provider: string | undefined,
  parts: CommandParts,
  isLoud: boolean,
): Promise<void> {
  const [first] = targets;
  if (first === undefined) return;
  const found = await parts.runner.program(first.clan.root);
  if (!found.ok) return parts.notices.problem(found.reason);
  const title =
    targets.length === 1
      ? `Listing the backups of ${first.machine.name}`
      : `Listing the backups of ${targets.length} machines`;
  const progress = { location: ProgressLocation.Window, title, cancellable: true };
  await window.withProgress(progress, async (report, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const left = [...targets];
    const next = async (): Promise<void> => {
      for (let target = left.shift(); target !== undefined && !controller.signal.aborted; target = left.shift()) {
        report.report({ message: target.machine.name, increment: 100 / targets.length });
        await listOne(target, provider, parts, controller.signal, isLoud);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, targets.length) }, next));
  });
}

async function listOne(
  { clan, machine }: Target,
  only: string | undefined,
  { runner, state, notices }: CommandParts,
  signal: AbortSignal,
  isLoud: boolean,
): Promise<void> {
  const found = await runner.program(clan.root);
  if (!found.ok) return;
  for (const provider of providersOf(machine)) {
    if (only !== undefined && provider !== only) continue;
    const outcome = await listBackups(machine.name, provider, runner.options(found.program, clan.root, signal));
    if (signal.aborted) return;
    const problem = outcome.ok ? undefined : outcome.problem.message;
    const archives = outcome.ok ? outcome.value : [];
    await state.keepListing(clan.root, machine.name, provider, { at: Date.now(), archives, problem });
    if (problem !== undefined && isLoud) void notices.problem(`${machine.name}, ${provider}: ${problem}`);
  }
}
