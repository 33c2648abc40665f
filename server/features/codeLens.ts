/** `textDocument/codeLens`: over machines, destinations and targets, what they save and what can be done with them. */
import type { CodeLens } from "vscode-languageserver-types";
import { isKnown } from "../clan/topology/facts.ts";
import type { ClanModel, MachineModel } from "../clan/topology/model.ts";
import { type Place, spanOf } from "../nix/expr.ts";
import { LineIndex, type Range } from "../nix/source.ts";
import { CREATE_COMMAND, LIST_COMMAND, type RunArguments } from "../protocol.ts";
import type { FeatureContext } from "./context.ts";

/** The lenses of the document; `canRun` says whether the client has the commands behind them. */
export function codeLenses(context: FeatureContext, canRun: boolean): readonly CodeLens[] {
  const lines = new LineIndex(context.file.text);
  const lenses = new Map<string, CodeLens>();
  const add = (at: Place | "start", title: string, command = "", argument?: RunArguments) => {
    if (at !== "start" && at.chunk.source.path !== context.path) return;
    const range: Range = at === "start" ? FIRST : lines.rangeOf(spanOf(at));
    const lens = { range, command: { title, command, ...(argument && { arguments: [argument] }) } };
    lenses.set(JSON.stringify([range, title, argument]), lens);
  };
  for (const clan of context.clans) {
    for (const machine of clan.machines.values()) {
      const run: Run = (provider) => ({ clan: clan.root, machine: machine.name ?? "", provider });
      for (const at of machinePlaces(clan, machine, context)) {
        add(at, summaryOf(machine));
        if (canRun && hasBackups(machine)) addRun(at, run(undefined), add);
      }
      if (machine.name === undefined) continue;
      for (const { at } of machine.destinations.items)
        if (at !== undefined) addTarget(at, "borgbackup", run, canRun, add);
      for (const { at } of machine.localBackup.targets.items)
        if (at !== undefined) addTarget(at, "localbackup", run, canRun, add);
    }
  }
  return [...lenses.values()].sort((a, b) => a.range.start.line - b.range.start.line);
}

/** A machine that only keeps the backups of others has none to make. */
function hasBackups({ destinations, localBackup }: MachineModel): boolean {
  return destinations.items.length + localBackup.targets.items.length > 0;
}

type Run = (provider: string | undefined) => RunArguments;
type Add = (at: Place | "start", title: string, command?: string, argument?: RunArguments) => void;

const FIRST: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function addRun(at: Place | "start", argument: RunArguments, add: Add): void {
  add(at, "Back up now", CREATE_COMMAND, argument);
  add(at, "List", LIST_COMMAND, argument);
}

function addTarget(at: Place, provider: string, run: Run, canRun: boolean, add: Add): void {
  const argument = run(provider);
  if (canRun)
    addRun(at, argument, (place, title, command, given) => add(place, `${title}: ${argument.machine}`, command, given));
}

/** Where the machine is declared in the document, or the beginning of its own file. */
function machinePlaces(
  clan: ClanModel,
  { name }: MachineModel,
  { path }: FeatureContext,
): readonly (Place | "start")[] {
  if (name === undefined) return [];
  if (path === `${clan.root}/machines/${name}/configuration.nix`) return ["start"];
  return [...clan.options.placesOf("machines", name), ...clan.options.placesOf("inventory", "machines", name)];
}

/** “3 folders → 2 destinations”; what is not known whole is “at least”. */
export function summaryOf({ states, destinations, localBackup, repositories }: MachineModel): string {
  const folders = new Set(
    states.items.flatMap((state) => state.folders.items.filter(isKnown).map(({ value }) => value)),
  );
  const isWhole = states.complete && states.items.every((state) => state.folders.complete);
  const places = destinations.items.length + localBackup.targets.items.length;
  const more = (whole: boolean) => (whole ? "" : "+");
  const saved = `${folders.size}${more(isWhole)} ${folders.size === 1 ? "folder" : "folders"}`;
  const to = `${places}${more(destinations.complete && localBackup.targets.complete)} ${places === 1 ? "destination" : "destinations"}`;
  const kept = repositories.items.length;
  const serves = kept === 0 ? "" : `, keeps ${kept} ${kept === 1 ? "repository" : "repositories"}`;
  return `${saved} → ${to}${serves}`;
}
