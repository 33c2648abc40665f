/** The folders that a machine saves, as the rules of this room look at them. */
import { isWritten, type Known } from "../../clan/topology/facts.ts";
import type { MachineModel, State } from "../../clan/topology/model.ts";
import type { Place } from "../../nix/expr.ts";

export interface SavedFolder {
  readonly state: State;
  readonly folder: Known<string> & { readonly at: Place };
}

/** Every folder that is known, with its state. */
export function* savedFolders({ states }: MachineModel): Generator<SavedFolder> {
  for (const state of states.items)
    for (const folder of state.folders.items) if (isWritten(folder)) yield { state, folder };
}

/** The option of a state's folders. */
export function foldersOption({ name }: State): readonly string[] {
  return ["clan", "core", "state", name, "folders"];
}

/** Whether borg saves the folders: certainly, or as far as a module alone can tell. */
export function usesBorg({ destinations, localBackup, scope }: MachineModel): boolean {
  return destinations.items.length > 0 || (scope === "asked" && localBackup.targets.items.length === 0);
}

/** Whether rsnapshot saves the folders: certainly, or as far as a module alone can tell. */
export function usesLocalBackup({ destinations, localBackup, scope }: MachineModel): boolean {
  return localBackup.targets.items.length > 0 || (scope === "asked" && destinations.items.length === 0);
}

/** Whether every folder of every state is known, and there are no states from modules that are not seen. */
export function knowsAllFolders({ states, config }: MachineModel): boolean {
  return (
    !config.open &&
    states.complete &&
    states.items.every(({ folders }) => folders.complete && folders.items.every(({ known }) => known))
  );
}
