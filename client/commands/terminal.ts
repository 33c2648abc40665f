/** Generate Keys and Update Machines: they may ask something, so they run in a terminal. */
import { type TerminalAction, terminalArguments } from "../clan/clanCli.ts";
import { type CommandParts, type Given, machineOf, programOf, type Target } from "./parts.ts";

/** Generates what is missing of a machine: facts or vars, whichever its release of Clan has. */
export async function generateCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "Generate Keys");
  if (target === undefined) return;
  const { name } = target.machine;
  if (await runInTerminal(target.clan.keys, name, target, parts))
    parts.ui.tell(
      `The ${target.clan.keys} of ${name} are generated. Update its servers, then ${name}: Update Machines does both.`,
    );
}

/** Brings a machine up to date, the servers that it backs up to first: they must know its key before it uses it. */
export async function updateCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "Update Machines");
  if (target === undefined) return;
  const names = updateOrder(given, target);
  for (const [index, name] of names.entries()) {
    if (await runInTerminal("update", name, target, parts)) {
      parts.state.noteUpdated(target.clan.root, name);
      continue;
    }
    const left = names.slice(index + 1);
    const rest = left.length === 0 ? "" : ` ${left.join(", ")} ${left.length === 1 ? "was" : "were"} not tried.`;
    return parts.ui.problem(`${name} was not updated: the terminal shows why.${rest}`, {
      Retry: () => updateCommand(given, parts),
    });
  }
  parts.ui.tell(`${names.join(", then ")}: updated.`);
}

/** The machines to update: the servers of all destinations of a machine, or of the one that is given, and then the machine itself. */
export function updateOrder(given: Given, { machine }: Target): readonly string[] {
  const only = given !== undefined && "kind" in given && given.kind === "place" ? given.name : undefined;
  const destinations = machine.destinations.filter(({ name }) => only === undefined || name === only);
  const servers = destinations.flatMap(({ server }) => (server.machine === null ? [] : [server.machine]));
  return [...new Set([...servers.filter((name) => name !== machine.name), machine.name])];
}

/** Runs one command for one machine to its end; returns whether it went well. What else went wrong is told. */
async function runInTerminal(
  action: TerminalAction,
  machine: string,
  target: Target,
  parts: CommandParts,
): Promise<boolean> {
  const more = terminalArguments(action, [machine], target.clan.root);
  if ("message" in more) {
    parts.ui.problem(more.message);
    return false;
  }
  const program = await programOf(target, parts);
  if (program === undefined) return false;
  const command = { program: program.command.program, arguments: [...program.command.arguments, ...more] };
  const exitCode = await parts.ui.terminal({
    action,
    machines: [machine],
    folder: target.clan.root,
    command,
  });
  await parts.state.refresh();
  return exitCode === 0;
}
