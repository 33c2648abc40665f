import { renamesOf } from "../../clan/releaseOptions.ts";
import type { MachineModel } from "../../clan/topology/model.ts";
import type { Fix } from "../../finding.ts";
import { type Place, spanOf } from "../../nix/expr.ts";
import { optionName } from "../../nix/options/optionName.ts";
import { LineIndex } from "../../nix/source.ts";
import { textAt } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { bindingOf } from "../written.ts";

/**
 * The old name still works, Nix warns about it each time, and it will be gone one day. Source: the renames of clan-core (mkRenamedOptionModule),
 * per release. Catalogue: M01, M06, M07.
 */
export const oldOptionName: Rule = {
  code: "old-option-name",
  severity: "warning",
  *check({ machine }) {
    const { evidence } = machine.release;
    // Where the release is only guessed, the old name may be the one of that day.
    const severity = evidence === "lock" || evidence === "flag" ? "warning" : "info";
    for (const { tree, from, to, warns } of renamesOf(machine.release)) {
      if (tree !== "nixos" || !warns || mayBeAnother(machine, from)) continue;
      for (const at of machine.config.definedAt(...from)) {
        yield {
          at,
          severity,
          option: from,
          message: `${optionName(from)} is called ${optionName(to)} now. The old name still works, with a warning.`,
          fixes: [rename(machine, at, from, to)],
        };
      }
    }
  },
};

/** A file that no machine uses may be no module at all: a name by itself, with a value that is not known, says nothing. */
function mayBeAnother({ scope, config }: MachineModel, from: readonly string[]): boolean {
  if (scope !== "file" || from.length > 1) return false;
  const found = config.undeclared(...from);
  return !found.known || found.value.kind !== "attrs";
}

/** Changes the names of a path that is written with dots from the old path's first name to its last. */
function rename(machine: MachineModel, at: Place, from: readonly string[], to: readonly string[]): Fix | undefined {
  const names = bindingOf(machine, at)?.path ?? [];
  const last = names.findIndex((name) => spanOf(name).start === spanOf(at).start);
  const first = last - from.length + 1;
  const start = names[first];
  const end = names[last];
  if (start === undefined || end === undefined) return undefined;
  const written = names.slice(first, last + 1).map((name) => (name.kind === "static" ? name.name : undefined));
  if (written.some((name, index) => name !== from[index]) || textAt(start).includes("\n")) return undefined;
  // Under the new name it may be set already; two in one set are an error.
  const rest = names.slice(last + 1).flatMap((name) => (name.kind === "static" ? [name.name] : []));
  const { config } = machine;
  if (config.definedAt(...to, ...rest).length > config.definedAt(...from, ...rest).length) return undefined;
  const { path, text } = at.chunk.source;
  const range = new LineIndex(text).rangeOf({ start: spanOf(start).start, end: spanOf(end).end });
  return { title: `Change to ${optionName(to)}`, edits: [{ file: path, range, newText: optionName(to) }] };
}
