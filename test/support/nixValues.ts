/** Compares what the evaluator says of an expression with what Nix says. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import type { Evaluation, FileReader } from "../../server/nix/thunk.ts";
import type { Value } from "../../server/nix/value.ts";

const run = promisify(execFile);

/** `failed`: Nix has no value for it. */
export type Answer = { readonly value: unknown } | "failed";

/** A reader of files that knows nothing. */
export const NO_FILES: FileReader = {
  kindOf: () => "unknown",
  readText: () => undefined,
  readDirectory: () => undefined,
  parse: () => undefined,
};

/**
 * What Nix answers for each expression, in one run for all of them unless one fails in a way that `tryEval` does not catch: then the
 * expressions are halved. `prelude` stands before all of them (`let … in`).
 */
export async function nixAnswers(prelude: string, texts: readonly string[]): Promise<Answer[]> {
  const folder = await mkdtemp(join(tmpdir(), "values-"));
  let files = 0;
  const judge = async (part: readonly string[]): Promise<Answer[]> => {
    const file = join(folder, `${files++}.nix`);
    const items = part.map((text) => `(let e = ${text}; in builtins.tryEval (builtins.deepSeq e e))`);
    await writeFile(file, `${prelude}\n[\n${items.join("\n")}\n]`);
    try {
      const { stdout } = await run("nix-instantiate", ["--eval", "--strict", "--json", file], {
        maxBuffer: 1 << 28,
        env: { ...process.env, NIX_STORE_DIR: join(folder, "store"), NIX_STATE_DIR: join(folder, "state") },
      });
      const results: { success: boolean; value: unknown }[] = JSON.parse(stdout);
      return results.map(({ success, value }) => (success ? { value } : "failed"));
    } catch (error) {
      if (part.length === 1) return ["failed"];
      if (part.length === 0) throw error;
      const middle = part.length >> 1;
      return [...(await judge(part.slice(0, middle))), ...(await judge(part.slice(middle)))];
    }
  };
  try {
    return await judge(texts);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * `equal`: known whole and the same. `unknown`: something of it is not known, and nothing contradicts. `different`: one says what the other
 * does not.
 */
export type Agreement = "equal" | "unknown" | "different";

/** Holds our `value` against Nix's `answer`. */
export function agreement(value: Value, answer: Answer, evaluation: Evaluation): Agreement {
  if (answer !== "failed") return agree(value, answer.value, evaluation);
  return isWhole(value, evaluation) ? "different" : "equal";
}

function agree(ours: Value, theirs: unknown, evaluation: Evaluation): Agreement {
  switch (ours.kind) {
    case "unknown":
      return "unknown";
    case "null":
      return theirs === null ? "equal" : "different";
    case "bool":
    case "int":
      return ours.value === theirs ? "equal" : "different";
    case "float":
      // nix-instantiate writes six digits, and rounds in its own way.
      return typeof theirs === "number" && Math.abs(ours.value - theirs) <= Math.abs(ours.value) * 5.001e-6
        ? "equal"
        : "different";
    case "string":
      return ours.text === theirs ? "equal" : "different";
    case "partial-string":
      return typeof theirs === "string" && fits(ours.pieces, theirs) ? "unknown" : "different";
    case "list":
      return Array.isArray(theirs) ? agreeLists(ours, theirs, evaluation) : "different";
    case "attrs":
      return agreeSets(ours, theirs, evaluation);
    default:
      return "different";
  }
}

function fits(pieces: readonly (string | undefined)[], text: string): boolean {
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    if (piece === undefined) continue;
    const last = index === pieces.length - 1;
    const found = last ? text.length - piece.length : text.indexOf(piece, at);
    if (found < at || !text.startsWith(piece, found) || (index === 0 && found > 0)) return false;
    at = found + piece.length;
  }
  return pieces.at(-1) === undefined || at === text.length;
}

function agreeLists(ours: Value, theirs: readonly unknown[], evaluation: Evaluation): Agreement {
  if (ours.kind !== "list") return "different";
  if (!ours.open && ours.elements.length !== theirs.length) return "different";
  const known = ours.elements.slice(0, ours.open ? ours.prefix : undefined);
  if (known.length > theirs.length) return "different";
  const inside = known.map((element, index) => agree(element.force(evaluation), theirs[index], evaluation));
  // The elements behind the prefix are in the list, in this order.
  let at = known.length;
  for (const element of ours.elements.slice(known.length)) {
    const value = element.force(evaluation);
    while (at < theirs.length && agree(value, theirs[at], evaluation) === "different") at++;
    if (at++ >= theirs.length) return "different";
  }
  return ours.open ? together(["unknown", ...inside]) : together(inside);
}

function agreeSets(ours: Value, theirs: unknown, evaluation: Evaluation): Agreement {
  if (ours.kind !== "attrs") return "different";
  // nix-instantiate writes such a set as the string that it becomes.
  if (ours.entries.has("outPath") || ours.entries.has("__toString")) return "unknown";
  if (typeof theirs !== "object" || theirs === null || Array.isArray(theirs)) return "different";
  const others = new Map(Object.entries(theirs));
  const inside: Agreement[] = [];
  for (const [name, entry] of ours.entries) {
    if (!others.has(name)) inside.push(entry.certain ? "different" : "unknown");
    else inside.push(agree(entry.value.force(evaluation), others.get(name), evaluation));
    if (!entry.certain) inside.push("unknown");
  }
  if (ours.open) inside.push("unknown");
  else if ([...others.keys()].some((name) => !ours.entries.has(name))) return "different";
  return together(inside);
}

function together(parts: readonly Agreement[]): Agreement {
  if (parts.includes("different")) return "different";
  return parts.includes("unknown") ? "unknown" : "equal";
}

/** Whether we claim to know all of `value`. */
function isWhole(value: Value, evaluation: Evaluation): boolean {
  if (value.kind === "unknown" || value.kind === "error" || value.kind === "partial-string") return false;
  if (value.kind === "list")
    return !value.open && value.elements.every((element) => isWhole(element.force(evaluation), evaluation));
  if (value.kind !== "attrs") return true;
  if (value.open) return false;
  return [...value.entries.values()].every(
    (entry) => entry.certain && isWhole(entry.value.force(evaluation), evaluation),
  );
}

/** The value for a reader, with what is not known as `?`. */
export function show(value: Value, evaluation: Evaluation): string {
  switch (value.kind) {
    case "unknown":
      return `<unknown: ${value.why}>`;
    case "error":
      return `<${value.fault.kind}: ${value.fault.message}>`;
    case "partial-string":
      return JSON.stringify(value.pieces.map((piece) => piece ?? "?"));
    case "list":
      return `[${value.elements.map((element) => show(element.force(evaluation), evaluation)).join(" ")}${value.open ? ` open ${value.prefix}` : ""}]`;
    case "attrs":
      return `{${[...value.entries].map(([name, entry]) => `${name}${entry.certain ? "" : "?"}=${show(entry.value.force(evaluation), evaluation)};`).join(" ")}${value.open ? " …" : ""}}`;
    case "string":
      return JSON.stringify(value.text);
    case "lambda":
    case "builtin":
    case "host":
    case "null":
      return value.kind;
    case "path":
      return value.path;
    default:
      return String(value.value);
  }
}
