/** Generate Keys and Update Machines: they may ask something, so they run in a terminal. */
import { tasks } from "vscode";
import { clanTask } from "../tasks.ts";
import { type CommandParts, type Given, machineOf, type Target } from "./parts.ts";

/** Generates what is missing of a machine: facts or vars, whichever its release of Clan has. */
export async function generateCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "Generate Keys");
  if (target === undefined) return;
  await runTask(target.clan.keys, [target.machine.name], target, parts);
}

/** Brings a machine up to date, the servers that it backs up to first: they must know its key before it uses it. */
export async function updateCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "Update Machines");
  if (target === undefined) return;
  const { machine } = target;
  const isOne = given !== undefined && "kind" in given && given.kind === "place";
  const destinations = machine.destinations.filter(({ name }) => !isOne || name === given.name);
  const servers = destinations.flatMap(({ server }) => (server.machine === null ? [] : [server.machine]));
  const names = [...new Set([...servers, machine.name])];
  for (const name of names) if (!(await runTask("update", [name], target, parts))) return;
}

/** Runs one command to its end; returns whether it went well. */
async function runTask(
  action: "facts" | "vars" | "update",
  machines: readonly string[],
  { clan }: Target,
  parts: CommandParts,
): Promise<boolean> {
  const made = await clanTask({ action, machines: [...machines] }, clan.root, parts.runner);
  if (!made.ok) {
    void parts.notices.problem(made.reason);
    return false;
  }
  const execution = await tasks.executeTask(made.task);
  return new Promise((resolve) => {
    const listener = tasks.onDidEndTaskProcess(({ execution: ended, exitCode }) => {
      if (ended !== execution) return;
      listener.dispose();
      void parts.state.refresh();
      resolve(exitCode === 0);
    });
  });
}
