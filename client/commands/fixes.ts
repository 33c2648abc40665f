/** What is offered beside a problem: the command that does away with its cause. */
import type { Problem, ProblemKind } from "../clan/problems.ts";
import { connectCommand } from "../clan/remote.ts";
import type { Actions } from "../ui.ts";
import { destinationCommand } from "./additions.ts";
import { openCommand } from "./other.ts";
import type { Again, CommandParts, Given, Target } from "./parts.ts";
import { generateCommand, updateCommand } from "./terminal.ts";

type Fix = (given: Given, target: Target, parts: CommandParts) => Actions;

const connect: Fix = (_, { clan, machine }, { ui, runner }) => {
  const command = machine.targetHost === null ? undefined : connectCommand(machine.targetHost, runner.ssh);
  if (command === undefined) return {};
  const run = { action: "connect", machines: [machine.name], folder: clan.root, command } as const;
  return { "Connect in Terminal": () => ui.terminal(run) };
};
const update: Fix = (given, _, parts) => ({ "Update Machines": () => updateCommand(given, parts) });
const generate: Fix = (given, _, parts) => ({ "Generate Keys": () => generateCommand(given, parts) });

const FIXES: Partial<Record<ProblemKind, Fix>> = {
  "program missing": (_, __, { ui }) => ({ "Open Settings": () => ui.openSetting("clanPath") }),
  "host key unknown": connect,
  "permission denied": connect,
  "no target host": (given, _, parts) => ({ "Open Definition": () => openCommand(given, parts) }),
  "no providers": (given, _, parts) => ({ "Add Borg Destination": () => destinationCommand(given, parts) }),
  "no such provider": update,
  "no such machine": (_, __, parts) => ({ Refresh: () => parts.state.refresh() }),
  "server refused": update,
  "needs a terminal": generate,
  "generator failed": generate,
};

/** Causes that are the same for every machine, so that they are told once. */
const SHARED: ReadonlySet<ProblemKind> = new Set(["program missing", "not a clan", "nix missing", "other release"]);

/** Tells of a problem with a machine, with what can be done. `start` says what was not done. */
export function tellProblem(problem: Problem, start: string, target: Target, parts: CommandParts, again?: Again): void {
  const given = { clan: target.clan.root, machine: target.machine.name, provider: undefined };
  const actions = { ...FIXES[problem.kind]?.(given, target, parts), ...(again !== undefined && { Retry: again }) };
  const message = start === "" ? problem.message : `${start}: ${problem.message}`;
  parts.ui.problem(message, actions, SHARED.has(problem.kind) ? `${problem.kind} ${target.clan.root}` : message);
}
