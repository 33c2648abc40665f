/** Where something is written, for edits: the set, the list or the binding around a place. */
import type { MachineModel } from "../clan/topology/model.ts";
import type { TextEdit } from "../finding.ts";
import { type AttrBinding, type AttrsExpr, type Expr, type ListExpr, type Place, spanOf } from "../nix/expr.ts";
import { expressionsAround } from "../nix/syntax/children.ts";
import { addAfter } from "./fixes.ts";

/** Whoever evaluates the files that are looked into, such as a machine. */
export interface Texts {
  readonly config: { readonly evaluation: { readonly files: { parse(path: string): Expr | undefined } } };
}

/** The set that the module in `file` is, a function or not. */
function moduleSet(texts: Texts, file: string): AttrsExpr | undefined {
  let at: Expr | undefined = texts.config.evaluation.files.parse(file);
  while (at !== undefined && at.kind !== "attrs") {
    if (at.kind !== "lambda" && at.kind !== "let" && at.kind !== "with" && at.kind !== "assert") return undefined;
    at = at.body;
  }
  return at === undefined || at.damaged ? undefined : at;
}

/** The set of definitions of the module in `file`: its body, or what its `config` is; `undefined` where it has another form. */
export function moduleBody(texts: Texts, file: string): AttrsExpr | undefined {
  const at = moduleSet(texts, file);
  if (at === undefined) return undefined;
  const config = at.bindings.find((binding) => binding.kind === "bind" && nameOf(binding, 0) === "config");
  if (config?.kind !== "bind") return at;
  return config.path.length === 1 && config.value.kind === "attrs" && !config.value.damaged ? config.value : undefined;
}

/** The list of `imports` of the module in `file`. */
export function importsOf(texts: Texts, file: string): ListExpr | undefined {
  const root = moduleSet(texts, file);
  const imports = root?.bindings.find((binding) => binding.kind === "bind" && nameOf(binding, 0) === "imports");
  return imports?.kind === "bind" && imports.value.kind === "list" && !imports.value.damaged
    ? imports.value
    : undefined;
}

/**
 * The body of the module to which more can be added about what stands at `place`: the one around it, where its file is a module of `machine`, and
 * else the machine's own. What the inventory or `flake.nix` say of a machine is no module of it.
 */
export function bodyFor(machine: MachineModel, place: Place | undefined): AttrsExpr | undefined {
  const file = place?.chunk.source.path;
  const body = file !== undefined && machine.config.files.includes(file) ? moduleBody(machine, file) : undefined;
  if (body !== undefined && place !== undefined) {
    const outer = spanOf(body);
    const { start, end } = spanOf(place);
    if (outer.start < start && end < outer.end) return body;
  }
  const own = `${machine.root}/machines/${machine.name ?? ""}/configuration.nix`;
  return machine.name !== undefined && machine.config.files.includes(own) ? moduleBody(machine, own) : undefined;
}

/** The binding in whose path `name` stands. */
export function bindingOf(texts: Texts, name: Place | undefined): AttrBinding | undefined {
  if (name === undefined) return undefined;
  const root = texts.config.evaluation.files.parse(name.chunk.source.path);
  if (root === undefined) return undefined;
  const around = expressionsAround(root, name).filter((expr) => expr.kind === "attrs" || expr.kind === "let");
  const { start } = spanOf(name);
  for (const binding of around.at(-1)?.bindings ?? [])
    if (binding.kind === "bind" && binding.path.some((part) => spanOf(part).start === start)) return binding;
  return undefined;
}

/** The set that is bound to `name`, which is the last name of its binding: `hdd = { … }`. */
export function setNamed(texts: Texts, name: Place | undefined): AttrsExpr | undefined {
  const binding = bindingOf(texts, name);
  if (binding === undefined || name === undefined || binding.value.kind !== "attrs" || binding.value.damaged)
    return undefined;
  const last = binding.path.at(-1);
  return last !== undefined && spanOf(last).start === spanOf(name).start ? binding.value : undefined;
}

/**
 * Adds `name = value` beside the binding whose value is at `place`, in the form which that has: `hdd.directory = …;` is followed by
 * `hdd.mountpoint = …;`.
 */
export function addBeside(texts: Texts, place: Place | undefined, name: string, value: string): TextEdit | undefined {
  const binding = place && bindingWith(texts, place);
  const last = binding?.path.at(-1);
  const [first] = binding?.path ?? [];
  if (binding === undefined || first === undefined || last === undefined) return undefined;
  const { text } = first.chunk.source;
  const before = text.slice(spanOf(first).start, spanOf(last).start);
  return before.includes("\n") ? undefined : addAfter(first, binding.value, `${before}${name} = ${value};`);
}

/** The binding whose value is at `place`. */
export function bindingWith(texts: Texts, place: Place): AttrBinding | undefined {
  const root = texts.config.evaluation.files.parse(place.chunk.source.path);
  const { start, end } = spanOf(place);
  const around = root === undefined ? [] : expressionsAround(root, place).filter((expr) => expr.kind === "attrs");
  for (const binding of around.at(-1)?.bindings ?? []) {
    if (binding.kind !== "bind") continue;
    const span = spanOf(binding.value);
    if (span.start === start && span.end === end) return binding;
  }
  return undefined;
}

/** The list between brackets that stands at `place`. */
export function listAt(texts: Texts, place: Place | undefined): ListExpr | undefined {
  if (place === undefined) return undefined;
  const root = texts.config.evaluation.files.parse(place.chunk.source.path);
  const { start, end } = spanOf(place);
  const found = root === undefined ? undefined : expressionsAround(root, place).at(-1);
  if (found?.kind !== "list" || found.damaged) return undefined;
  const span = spanOf(found);
  return span.start === start && span.end === end ? found : undefined;
}

function nameOf({ path }: AttrBinding, index: number): string | undefined {
  const part = path[index];
  return part?.kind === "static" ? part.name : undefined;
}
