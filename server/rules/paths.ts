/** Paths of options, for findings. */
import type { Destination, LocalTarget, Origin } from "../clan/topology/model.ts";

/** Where the options of `origin` begin: those of the machine at `own`, or the settings of the role. */
export function optionsOf(origin: Origin, own: readonly string[]): readonly string[] {
  return origin.kind === "options"
    ? own
    : ["inventory", "instances", origin.instance, "roles", origin.role, "settings"];
}

/** An option of a target of localbackup. */
export function targetOption({ key, origin }: LocalTarget, ...rest: readonly string[]): readonly string[] {
  return [...optionsOf(origin, ["clan", "localbackup"]), "targets", key, ...rest];
}

/** An option of a destination of borgbackup. */
export function destinationOption({ key, origin }: Destination, ...rest: readonly string[]): readonly string[] {
  return [...optionsOf(origin, ["clan", "borgbackup"]), "destinations", key, ...rest];
}
