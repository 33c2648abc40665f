/** Where modules ask for an option of their own machine: `config.a.b.c`. */
import type { ClanModel, MachineModel } from "../clan/topology/model.ts";
import { type AttrName, type Expr, spanOf } from "../nix/expr.ts";
import { childrenOf } from "../nix/syntax/children.ts";
import type { Spot } from "./places.ts";

/** The files in which modules of `machine` may stand, parsed. */
export function filesAround({ root, options }: ClanModel, { config }: MachineModel): ReadonlyMap<string, Expr> {
  const files = new Set([...config.files, ...options.files, `${root}/flake.nix`]);
  const { files: reader } = config.evaluation;
  return new Map(
    [...files].flatMap((file) => {
      const parsed = reader.kindOf(file) === "file" ? reader.parse(file) : undefined;
      return parsed === undefined ? [] : [[file, parsed] as const];
    }),
  );
}

/** The places of `name` behind `config` and one of the paths `below`, in all of `files`. */
export function configReads(
  files: ReadonlyMap<string, Expr>,
  below: readonly (readonly string[])[],
  name: string,
): readonly Spot[] {
  return [...files].flatMap(([file, root]) => {
    return root.chunk.source.text.includes(name) ? readsIn(root, file, below, name) : [];
  });
}

function readsIn(root: Expr, file: string, below: readonly (readonly string[])[], name: string): readonly Spot[] {
  const found: Spot[] = [];
  const pending: Expr[] = [root];
  for (let expr = pending.pop(); expr !== undefined; expr = pending.pop()) {
    pending.push(...childrenOf(expr));
    if (expr.kind !== "select" && expr.kind !== "has") continue;
    if (expr.target.kind !== "variable" || expr.target.name !== "config") continue;
    for (const path of below) {
      const at = expr.path[path.length];
      if (path.every((part, index) => isNamed(expr.path[index], part)) && at !== undefined && isNamed(at, name))
        found.push({ file, text: expr.chunk.source.text, ...spanOf(at) });
    }
  }
  return found;
}

function isNamed(name: AttrName | undefined, text: string): boolean {
  return name?.kind === "static" && name.name === text;
}
