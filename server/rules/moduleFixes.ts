/** Edits for what the module system would refuse, where there is one right answer. */
import type { Removal } from "../clan/releaseData.ts";
import { isDeclaredSomewhere } from "../clan/releaseDifferences.ts";
import type { Fix } from "../finding.ts";
import { type Expr, type ListExpr, type Place, spanOf } from "../nix/expr.ts";
import type { ModuleProblem } from "../nix/modules/problem.ts";
import { optionName } from "../nix/options/optionName.ts";
import { expressionsAround } from "../nix/syntax/children.ts";
import { quoted, replace, textAt } from "./fixes.ts";
import { addBeside, bindingOf, setNamed, type Texts } from "./written.ts";

/** The fixes of `problem`, which is shown at `at`. `removal` says what became of an option that is gone. */
export function moduleFixes(problem: ModuleProblem, at: Place, removal: Removal | undefined, texts: Texts): Fix[] {
  if (problem.at === undefined) return [];
  const fix = FIXES[problem.kind]?.(problem, at, texts, removal);
  return fix === undefined ? [] : [fix];
}

type Mend = (problem: ModuleProblem, at: Place, texts: Texts, removal: Removal | undefined) => Fix | undefined;

const FIXES: Partial<Record<ModuleProblem["kind"], Mend>> = {
  "unknown-option": mendName,
  "read-only-option": useScript,
  "missing-option": addDirectory,
  "wrong-type": mendValue,
  "conflicting-definitions": force,
};

function changeTo(at: Place, text: string, title = `Change to ${text}`): Fix {
  return { title, edits: [replace(at, text)] };
}

/** Hooks of targets that had other names for a day (clan-core a66f215ea to 04e251bbd, 2024-03-25). */
const HOOKS: ReadonlyMap<string, string> = new Map([
  ["mountHook", "preMountHook"],
  ["umountHook", "postUnmountHook"],
  ["unmountHook", "postUnmountHook"],
]);

function mendName(problem: ModuleProblem, at: Place, texts: Texts, removal: Removal | undefined): Fix | undefined {
  const { option, suggestion } = problem;
  const name = option.at(-1) ?? "";
  const hook = option.at(-3) === "targets" ? HOOKS.get(name) : undefined;
  if (hook !== undefined) return changeTo(at, hook);
  // Arguments of CREATE DATABASE are a set in the set.
  if (option.at(-2) === "create" && option.at(-4) === "databases") return changeTo(at, optionName(["options", name]));
  if (removal !== undefined) return removal.message.startsWith("Remove this line") ? removeLine(at, texts) : undefined;
  return suggestion === undefined ? undefined : changeTo(at, optionName([suggestion]));
}

/** Takes a binding away that has its lines for itself. */
function removeLine(at: Place, texts: Texts): Fix | undefined {
  const binding = bindingOf(texts, at);
  const [first] = binding?.path ?? [];
  const last = binding?.path.at(-1);
  if (binding === undefined || first === undefined || last === undefined) return undefined;
  if (spanOf(last).start !== spanOf(at).start || !/^(?:true|false)$/.test(textAt(binding.value))) return undefined;
  const { text } = at.chunk.source;
  const { start } = spanOf(first);
  const { end } = spanOf(binding.value);
  const before = /(?:^|\n)[ \t]*$/.exec(text.slice(0, start));
  const after = /^[ \t]*;[ \t]*(?=\n)/.exec(text.slice(end));
  if (before === null || after === null) return undefined;
  const place = { chunk: at.chunk, start: start - before[0].length, end: end + after[0].length };
  const inChunk = { ...place, start: place.start - at.chunk.origin, end: place.end - at.chunk.origin };
  return { title: "Remove this line", edits: [replace(inChunk, "")] };
}

/** `…Command` is what Clan makes of `…Script` since 2024-06-19 (clan-core e68ebc8d6). */
function useScript({ option }: ModuleProblem, at: Place, texts: Texts): Fix | undefined {
  const name = option.at(-1) ?? "";
  const script = name.replace(/Command$/, "Script");
  if (script === name || !isDeclaredSomewhere([...option.slice(0, -1), script], true)) return undefined;
  const root = texts.config.evaluation.files.parse(at.chunk.source.path);
  const set = root && expressionsAround(root, at).findLast((expr) => expr.kind === "attrs");
  return set !== undefined && textAt(set).includes(script) ? undefined : changeTo(at, script);
}

/** A target without a directory gets one on the disk that it mounts. */
function addDirectory({ option }: ModuleProblem, at: Place, texts: Texts): Fix | undefined {
  if (option.at(-1) !== "directory" || option.at(-3) !== "targets") return undefined;
  const set = setNamed(texts, at);
  const binding = set === undefined ? bindingOf(texts, at) : undefined;
  const own = set?.bindings.find((it) => it.kind === "bind" && nameOf(it.path[0]) === "mountpoint");
  const mountpoint =
    own?.kind === "bind" ? own.value : nameOf(binding?.path.at(-1)) === "mountpoint" ? binding?.value : undefined;
  const text = mountpoint && textAt(mountpoint);
  if (mountpoint === undefined || text === undefined || !/^"\/[^"$\\]*"$/.test(text)) return undefined;
  const directory = quoted(`${text.slice(1, -1).replace(/\/+$/, "")}/backup`);
  const edit = addBeside(texts, mountpoint, "directory", directory);
  return edit && { title: `Add directory = ${directory}`, edits: [edit] };
}

function nameOf(part: { readonly kind: string; readonly name?: string } | undefined): string | undefined {
  return part?.kind === "static" ? part.name : undefined;
}

/** What a value of another type certainly stands for. */
function mendValue({ option, expected = "", found = "" }: ModuleProblem, at: Place, texts: Texts): Fix | undefined {
  const text = textAt(at);
  const list = aroundIn(texts, at);
  if (option.at(-1)?.startsWith("authorizedKeys") === true) return mendKey(found, at, text, list);
  if (found.startsWith("the path ") && /^\/[\w.+/-]+$/.test(text)) return changeTo(at, quoted(text));
  const isText = /^"(?:[^"\\$]|\\.)*"$/.test(text);
  if (expected.startsWith("a list") && isText) return changeTo(at, `[ ${text} ]`);
  if (expected.startsWith("an integer") && /^"-?\d+"$/.test(text)) return changeTo(at, text.slice(1, -1));
  if (/^a string\b/.test(expected) && /^\[\s*"[^"\\$]*"\s*\]$/.test(text))
    return changeTo(at, text.slice(1, -1).trim());
  if (option.at(-1) === "machines" && /^\[(?:\s*"[\w-]+")+\s*\]$/.test(text)) return changeTo(at, asSet(text));
  return mendText(option, at, text);
}

function mendText(option: readonly string[], at: Place, text: string): Fix | undefined {
  const last = option.at(-1);
  const inner = /^"([^"\\$]*)"$/.exec(text)?.[1];
  if (last === "name" && inner !== undefined && (option.includes("targets") || option.includes("state")))
    return mendOwnName(option, at, inner);
  if (inner === undefined) return undefined;
  if (last === "mountPoint" && option[0] === "fileSystems" && /[^/]\/+$/.test(inner))
    return changeTo(at, quoted(inner.replace(/\/+$/, "")));
  if (last === "quota") {
    const size = /^([\d.]+)\s*([kmgtp])(?:i?b)?$/i.exec(inner);
    return size === null ? undefined : changeTo(at, quoted(`${size[1]}${(size[2] ?? "").toUpperCase()}`));
  }
  if (last === "path" && option.at(-3) === "repos" && /^[\w.-]+(?:\/[\w.-]+)+$/.test(inner))
    return changeTo(at, quoted(`/${inner}`));
  return undefined;
}

/** Names of targets may have dots, those of states may not. */
function mendOwnName(option: readonly string[], at: Place, name: string): Fix | undefined {
  const now = name.replace(option.includes("state") ? /[^a-zA-Z0-9_-]+/g : /[^a-zA-Z0-9._-]+/g, "-");
  const isAttribute = at.chunk.source.text.slice(spanOf(at).end).trimStart().startsWith(";") === false;
  return now === name || now === "" ? undefined : changeTo(at, isAttribute ? optionName([now]) : quoted(now));
}

function asSet(list: string): string {
  const names = [...list.matchAll(/"([\w-]+)"/g)].map(([, name = ""]) => `${optionName([name])} = { };`);
  return `{ ${names.join(" ")} }`;
}

/** A key is a text, read from a file in one element of a list. */
function mendKey(found: string, at: Place, text: string, list: ListExpr | undefined): Fix | undefined {
  if (found.startsWith("the path ") && /^\.{1,2}\/[\w.+/-]+$/.test(text) && list !== undefined)
    return changeTo(at, `(builtins.readFile ${text})`);
  if (found === "a function" && list !== undefined) {
    const index = list.elements.findIndex((element) => spanOf(element).start === spanOf(at).start);
    const argument = list.elements[index + 1];
    if (argument === undefined || !/^(?:builtins\.readFile|lib\.fileContents)$/.test(text)) return undefined;
    const whole = { chunk: at.chunk, start: at.start, end: spanOf(argument).end - at.chunk.origin };
    return changeTo(whole, `(${text} ${textAt(argument)})`, "Put the call in parentheses");
  }
  if (list === undefined && /^"[^"\\$]*"$/.test(text)) return changeTo(at, `[ ${text} ]`);
  return list === undefined && /^builtins\.readFile\s+\S+$/.test(text) ? changeTo(at, `[ (${text}) ]`) : undefined;
}

/** The list that `place` is an element of. */
function aroundIn(texts: Texts, place: Place): ListExpr | undefined {
  const root = texts.config.evaluation.files.parse(place.chunk.source.path);
  const around: readonly Expr[] = root === undefined ? [] : expressionsAround(root, place);
  return around.findLast((expr): expr is ListExpr => expr.kind === "list" && spanOf(expr).start < spanOf(place).start);
}

/** What a machine says of a job that Clan makes wins with mkForce. Clan's own values stand nowhere, so there is no other place. */
function force({ option, related }: ModuleProblem, at: Place, texts: Texts): Fix | undefined {
  if (option[2] !== "jobs" || related.length > 0) return undefined;
  const root = texts.config.evaluation.files.parse(at.chunk.source.path);
  const around = root === undefined ? [] : expressionsAround(root, at);
  const hasLib = around.some(
    (expr) => expr.kind === "lambda" && expr.pattern?.formals.some(({ name }) => name === "lib"),
  );
  const text = textAt(at);
  if (!hasLib || !/^(?:"[^"]*"|\d+|true|false|null)$/.test(text)) return undefined;
  return changeTo(at, `lib.mkForce ${text}`);
}
