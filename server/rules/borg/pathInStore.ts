import { isKnown } from "../../clan/topology/facts.ts";
import type { MachineModel } from "../../clan/topology/model.ts";
import type { Place, StringExpr } from "../../nix/expr.ts";
import { spanOf } from "../../nix/expr.ts";
import { expressionsAround } from "../../nix/syntax/children.ts";
import { destinationOption, targetOption } from "../paths.ts";
import type { Rule } from "../rule.ts";
import { foldersOption } from "../state/folders.ts";
import { borgTargets } from "./borgTargets.ts";

interface Text {
  readonly at: Place | undefined;
  readonly option: readonly string[];
  /** What comes of it. */
  readonly consequence: string;
}

/**
 * A path in `"${…}"` is copied to /nix/store when the configuration is evaluated, and the text is the path of the copy. Source: Nix manual, string
 * interpolation. Catalogue: L03, B17.
 */
export const pathInStore: Rule = {
  code: "path-in-store",
  severity: "warning",
  *check({ machine }) {
    for (const { at, option, consequence } of textsOf(machine)) {
      const path = at && pathIn(machine, at);
      if (path === undefined) continue;
      yield {
        at: path,
        option,
        message: `This copies the path to /nix/store, which everybody can read. ${consequence}`,
      };
    }
  },
};

function* textsOf(machine: MachineModel): Generator<Text> {
  for (const state of machine.states.items)
    for (const { at } of state.folders.items)
      yield {
        at,
        option: foldersOption(state),
        consequence: "What is saved is that copy, which never changes. Write the folder on the machine.",
      };
  for (const target of machine.localBackup.targets.items)
    for (const [name, { at }] of Object.entries({ directory: target.directory, mountpoint: target.mountpoint }))
      yield {
        at,
        option: targetOption(target, name),
        consequence: "No backup can be written there. Write the folder on the machine.",
      };
  for (const { rsh, rshOption } of borgTargets(machine))
    if (rsh !== undefined && !isKnown(rsh))
      yield {
        at: rsh.at,
        option: rshOption,
        consequence: "A key that is there is no secret any more. Use one of clan.core.vars, or make a new key.",
      };
  for (const destination of machine.destinations.items)
    yield {
      at: destination.repo.at,
      option: destinationOption(destination, "repo"),
      consequence: "No repository can be made there. Write the folder on the machine.",
    };
}

/** The path literal that the string at `place` interpolates. */
function pathIn(machine: MachineModel, place: Place): Place | undefined {
  const root = machine.config.evaluation.files.parse(place.chunk.source.path);
  const strings = root === undefined ? [] : expressionsAround(root, place).filter((expr) => expr.kind === "string");
  const { start, end } = spanOf(place);
  const found = strings.find((string): string is StringExpr => {
    const span = spanOf(string);
    return span.start === start && span.end === end;
  });
  const part = found?.parts.find(
    (it) => it.kind === "interpolation" && it.expr.kind === "path" && it.expr.form !== "search",
  );
  return part?.kind === "interpolation" ? part.expr : undefined;
}
