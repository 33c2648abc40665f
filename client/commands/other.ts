/** Small commands about what the sidebar shows. */
import { commands, env, Range, Uri, window } from "vscode";
import { PLACE_METHOD, type PlaceParams, type WireLocation } from "../../server/protocol.ts";
import { type CommandParts, type Given, machineOf } from "./parts.ts";

/** Copies the whole name of an archive, as `clan backups restore` takes it. */
export async function copyNameCommand(given: Given): Promise<void> {
  if (given !== undefined && "kind" in given && given.kind === "archive")
    await env.clipboard.writeText(given.archive.name);
}

/** Opens where a machine, a destination, a target or a state is written. */
export async function openCommand(given: Given, parts: CommandParts): Promise<void> {
  const target = await machineOf(given, parts, "Open Definition");
  if (target === undefined) return;
  const params = { clan: target.clan.root, machine: target.machine.name, ...partOf(given, target.machine.name) };
  const place = await parts.server.ask<WireLocation | null>(PLACE_METHOD, params satisfies PlaceParams);
  if (place == null) return void window.showInformationMessage(`Where ${params.name} is written could not be found.`);
  const { start, end } = place.range;
  const selection = new Range(start.line, start.character, end.line, end.character);
  await window.showTextDocument(Uri.parse(place.uri, true), { selection });
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
export async function checkCommand({ server, state }: CommandParts): Promise<void> {
  await server.restart();
  await state.refresh();
  await commands.executeCommand("workbench.actions.view.problems");
}

/** Shows machines with a text in their name only; an empty one shows all. */
export async function filterCommand({ machines }: CommandParts): Promise<void> {
  const value = await window.showInputBox({
    title: "Filter Machines",
    prompt: "Part of a machine's name; empty for all",
    value: machines.filter,
  });
  if (value !== undefined) machines.setFilter(value);
}
