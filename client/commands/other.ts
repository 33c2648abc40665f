/** Small commands about what the sidebar shows. */
import type { PlaceParams } from "../../server/protocol.ts";
import { type CommandParts, type Given, machineOf } from "./parts.ts";

/** Copies the whole name of an archive, as `clan backups restore` takes it. */
export async function copyNameCommand(given: Given, { ui }: CommandParts): Promise<void> {
  if (given === undefined || !("kind" in given) || given.kind !== "archive") return;
  await ui.copy(given.archive.name);
}

/** Opens where a machine, a destination, a target or a state is written. */
export async function openCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "Open Definition");
  if (target === undefined) return;
  const params = { clan: target.clan.root, machine: target.machine.name, ...partOf(given, target.machine.name) };
  const place = await parts.server.place(params);
  if (place == null) return parts.ui.tell(`Where ${params.name} is written could not be found.`);
  await parts.ui.open(place);
}

function partOf(given: Given, machine: string): Pick<PlaceParams, "kind" | "name"> {
  if (given !== undefined && "kind" in given) {
    if (given.kind === "place")
      return { kind: given.provider === "borgbackup" ? "destination" : "target", name: given.name };
    if (given.kind === "state") return { kind: "state", name: given.name };
  }
  return { kind: "machine", name: machine };
}

/** Judges everything again and shows what is found. */
export async function checkCommand({ server, state, ui }: CommandParts): Promise<void> {
  await server.restart();
  await state.refresh();
  ui.showProblems();
}

/** Shows machines with a text in their name only; an empty one shows all. */
export async function filterCommand({ machines, ui }: CommandParts): Promise<void> {
  const value = await ui.ask({
    title: "Filter Machines",
    prompt: "Part of a machine's name; empty for all",
    value: machines.filter,
  });
  if (value !== undefined) machines.setFilter(value);
}
