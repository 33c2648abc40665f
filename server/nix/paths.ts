/** Paths as Nix writes them: absolute, with forward slashes. */
import type { Place } from "./expr.ts";
import type { Evaluation } from "./thunk.ts";
import { fault, unknown, type Value } from "./value.ts";

/** `path` without `.`, `..`, doubled and trailing slashes; the root stays `/`. `path` must be absolute. */
export function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** The folder that holds `path`; `/` for the root. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}

/** The last part of `path`. */
export function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The value of the Nix file at `path` (or of the `default.nix` in that folder), as `import` gives it. */
export function importPath(
  path: string,
  evaluation: Evaluation,
  at: Place | undefined,
  keeper: Place | undefined,
): Value {
  const kind = evaluation.files.kindOf(path, keeper);
  if (kind === "directory") return evaluation.importFile(`${path === "/" ? "" : path}/default.nix`, at, keeper);
  if (kind === "missing") return fault("missing-file", `${baseNameOf(path)} does not exist`, at);
  const expr = kind === "file" ? evaluation.files.parse(path, keeper) : undefined;
  return expr === undefined ? unknown(`the file ${baseNameOf(path)}`) : evaluation.evaluate(expr, evaluation.root);
}
