import type { Expr, SelectExpr } from "../../nix/expr.ts";
import { childrenOf } from "../../nix/syntax/children.ts";
import type { Rule } from "../rule.ts";

/** clan-core 35e5f4a42 made every module a `throw`, 69be7f5e9 (2026-05-29) took the attribute away. */
const REMOVED = "2025-08-14";

/**
 * The modules of `clan-core.clanModules` became services, which machines get by an instance in the inventory. Catalogue: M03, L25.
 */
export const removedModule: Rule = {
  code: "removed-clan-module",
  severity: "error",
  since: REMOVED,
  *check({ machine }) {
    for (const file of machine.config.files) {
      const root = machine.config.evaluation.files.parse(file);
      if (root === undefined || !root.chunk.source.text.includes("clanModules")) continue;
      for (const { select, module } of modulesIn(root)) {
        yield {
          at: select,
          message: `Nix stops here: clan-core has no clanModules since ${REMOVED}. ${module === undefined ? "Add instances of the services" : `Add an instance of ${module}`} to the inventory: inventory.instances.${module ?? "<name>"} = { … }.`,
        };
      }
    }
  },
};

/** `….clanModules.<module>` anywhere below `expr`; without a module where that is computed, or where they are all meant. */
function* modulesIn(expr: Expr): Generator<{ readonly select: SelectExpr; readonly module: string | undefined }> {
  if (expr.kind === "select" && expr.fallback === undefined) {
    const names = expr.path.map((name) => (name.kind === "static" ? name.name : undefined));
    const module = names[names.indexOf("clanModules") + 1];
    const root = expr.target.kind === "variable" ? expr.target.name : "";
    // Other sets may have such a name.
    const isClan =
      names.includes("clanModules") &&
      (/clan/.test(root) || names.some((name) => name?.includes("clan-core") === true));
    if (isClan) yield { select: expr, module };
  }
  for (const child of childrenOf(expr)) yield* modulesIn(child);
}
