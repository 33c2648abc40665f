/** The flake import-tree: a folder as one module that imports every Nix file in it, a common way to lay out flakes of flake-parts. */
import type { Place } from "../nix/expr.ts";
import { type Evaluation, Thunk } from "../nix/thunk.ts";
import { attr, attrs, builtin, list, path, type UnknownValue, unknown, type Value } from "../nix/value.ts";

/** Nested folders that are looked into. */
const DEPTH = 40;

/**
 * What the input is: called with a path or a list of them it gives a module; its filters are not known. As import-tree of 2025 has it, a
 * file is left out when a name on its way from the folder begins with an underscore.
 */
export function importTree(): Value {
  const call = builtin("import-tree", 2, ([, folder], evaluation, at) => {
    const files = folder === undefined ? undefined : filesOf(folder.force(evaluation), evaluation, at);
    if (files === undefined || !Array.isArray(files)) return files ?? unknown("the files of import-tree");
    const imports = files.map((file) => Thunk.of(path(file)));
    return attrs(new Map([["imports", attr(Thunk.of(list(imports)))]]));
  });
  return attrs(new Map([["__functor", attr(Thunk.of(call))]]), true);
}

function filesOf(value: Value, evaluation: Evaluation, at: Place | undefined): string[] | UnknownValue | undefined {
  if (value.kind === "path") return filesIn(value.path, evaluation, at);
  if (value.kind !== "list" || value.open) return undefined;
  const all: string[] = [];
  for (const element of value.elements) {
    const files = filesOf(element.force(evaluation), evaluation, at);
    if (!Array.isArray(files)) return files;
    all.push(...files);
  }
  return all;
}

function filesIn(root: string, evaluation: Evaluation, at: Place | undefined): string[] | UnknownValue | undefined {
  if (evaluation.files.kindOf(root, at) === "file") return [root];
  const files: string[] = [];
  const pending = [{ folder: root, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const entries = evaluation.files.readDirectory(next.folder, at);
    if (entries === undefined) return undefined;
    const spent = evaluation.spend(entries.size + 1);
    if (spent !== undefined) return spent;
    for (const [name, kind] of entries) {
      if (name.startsWith("_")) continue;
      const file = `${next.folder}/${name}`;
      if (kind === "regular" && name.endsWith(".nix")) files.push(file);
      else if (kind === "directory" && next.depth < DEPTH) pending.push({ folder: file, depth: next.depth + 1 });
    }
  }
  return files.sort();
}
