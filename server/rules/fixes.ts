/** Edits that mend what a rule found. Each gives `undefined` where the text does not have the form that it can change safely. */
import type { Fix, TextEdit } from "../finding.ts";
import { type AttrsExpr, type Place, spanOf } from "../nix/expr.ts";
import { LineIndex } from "../nix/source.ts";

/** Puts the string `value` in place of the string literal at `place`. */
export function replaceString(place: Place | undefined, value: string, title = `Change to ${value}`): Fix | undefined {
  if (place === undefined || !isPlainString(textAt(place))) return undefined;
  return { title, edits: [replace(place, quoted(value))] };
}

/** Puts `newText` in place of what is at `place`. */
export function replace(place: Place, newText: string): TextEdit {
  return editOf(place, spanOf(place).start, spanOf(place).end, newText);
}

/** Adds `binding`, such as `noauto = true;`, as the last of a set between braces, in the form the set has: on one line or on many. */
export function addToSet(set: AttrsExpr, binding: string): TextEdit | undefined {
  const text = textAt(set);
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  return addBefore(set, binding, "  ");
}

/** Adds `element`, such as `"noauto"`, as the last of a list between brackets. */
export function addToList(list: Place, element: string): TextEdit | undefined {
  const text = textAt(list);
  if (!text.startsWith("[") || !text.endsWith("]")) return undefined;
  return addBefore(list, element, "  ");
}

/** Adds `binding` behind the one from `name` to the semicolon after `value`: on a line of its own where that one begins a line. */
export function addAfter(name: Place, value: Place, binding: string): TextEdit | undefined {
  const { text } = value.chunk.source;
  const { start } = spanOf(name);
  const { end } = spanOf(value);
  const rest = /^\s*;/.exec(text.slice(end));
  if (rest === null) return undefined;
  const at = end + rest[0].length;
  const indent = indentAt(text, start);
  const beginsLine = text.slice(0, start).endsWith(`\n${indent}`);
  return editOf(value, at, at, beginsLine ? `\n${indentBy(binding, indent)}` : ` ${binding}`);
}

/** The string `value` as Nix writes it between double quotes (Nix manual, "String literals"). */
export function quoted(value: string): string {
  const escaped = value
    .replace(/["\\]|\$(?=\{)/g, "\\$&")
    .replace(/\n/g, "\\n")
    .replace(/\r/g, "\\r")
    .replace(/\t/g, "\\t");
  return `"${escaped}"`;
}

/** What is written at `place`. */
export function textAt(place: Place): string {
  const { start, end } = spanOf(place);
  return place.chunk.source.text.slice(start, end);
}

/** Whether `text` is a string between double quotes without anything that is computed. */
function isPlainString(text: string): boolean {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1 && !text.replace(/\\[\s\S]/g, "").includes("${");
}

/** Inserts before the closing bracket of what is at `place`. */
function addBefore(place: Place, item: string, step: string): TextEdit {
  const { text } = place.chunk.source;
  const { start, end } = spanOf(place);
  const inner = text.slice(start + 1, end - 1);
  const kept = inner.trimEnd();
  const at = start + 1 + kept.length;
  if (!inner.includes("\n")) return editOf(place, at, end - 1, ` ${item.replace(/\n\s*/g, " ")} `);
  const indent = indentAt(text, end - 1);
  return editOf(place, at, end - 1, `\n${indentBy(item, indent + step)}\n${indent}`);
}

/** The white space that the line of `offset` begins with. */
function indentAt(text: string, offset: number): string {
  const line = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line))?.[0] ?? "";
}

function indentBy(lines: string, indent: string): string {
  return lines.replace(/^(?=.)/gm, indent);
}

function editOf(place: Place, start: number, end: number, newText: string): TextEdit {
  const { path, text } = place.chunk.source;
  return { file: path, range: new LineIndex(text).rangeOf({ start, end }), newText };
}

/** Puts `now` in place of the only `old` in the text of the string literal at `place`; what is computed in it may stay. */
export function replaceInString(place: Place | undefined, old: string, now: string): Fix | undefined {
  if (place === undefined) return undefined;
  const text = textAt(place);
  const at = text.indexOf(old);
  if (!text.startsWith('"') || at < 0 || text.indexOf(old, at + 1) >= 0 || /["\\$]/.test(old + now)) return undefined;
  const start = spanOf(place).start + at;
  return { title: `Change to ${now}`, edits: [editOf(place, start, start + old.length, now)] };
}

/** Adds `more` to the end of the string literal at `place`. */
export function appendToString(place: Place | undefined, more: string): Fix | undefined {
  if (place === undefined || !/^"[\s\S]*"$/.test(textAt(place))) return undefined;
  const { end } = spanOf(place);
  return { title: `Add${more}`, edits: [editOf(place, end - 1, end - 1, more)] };
}
