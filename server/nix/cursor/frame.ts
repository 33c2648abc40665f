/** What is open around a cursor, and what its tokens say. */
import type { Span } from "../expr.ts";
import { stepsInto } from "./calls.ts";
import type { Step } from "./place.ts";

/** A piece of what was read since the last separator. */
export type Item =
  | ({ readonly kind: "name" | "number" | "path" | "mark"; readonly text: string } & Span)
  /** A string; `text` where it has no interpolation. */
  | ({ readonly kind: "string"; readonly text: string | undefined } & Span)
  | ({ readonly kind: "group"; readonly open: string } & Span);

export type FrameKind = "file" | "set" | "let" | "list" | "paren" | "string" | "interpolation";

/** Something that was opened and not closed. */
export interface Frame {
  readonly kind: FrameKind;
  /** Behind the mark that opened it. */
  readonly start: number;
  /** Of a string: behind its last interpolation, or `start`. */
  tail: number;
  /** The steps to what it is or, in a set, to what holds its names. */
  readonly path: readonly Step[];
  /** A list whose elements are merged into the value at `path`. */
  readonly merges: boolean;
  /** Of a string: between `''`. */
  readonly indented: boolean;
  items: Item[];
  /** In a set or `let`: the steps to the value behind `=`; `undefined` while a name is written. */
  value: readonly Step[] | undefined;
  /** Behind `with` or `assert`, whose `;` ends no binding. */
  prefix: boolean;
  /** It has turned out to be the formals of a function. */
  formals: boolean;
}

/** The steps to an expression that begins in `frame` behind `items`: what functions among them make of it. */
export function intoValue(
  frame: Frame,
  items: readonly Item[] = frame.items,
): { readonly path: readonly Step[]; readonly merges: boolean } {
  const base = frame.value ?? frame.path;
  if (frame.kind === "list" || frame.kind === "string" || isNaming(frame)) return { path: base, merges: false };
  const call = callIn(items);
  if (call === undefined) return { path: base, merges: frame.kind === "paren" && frame.merges };
  const { steps, merges } = stepsInto(call.fn, call.index, frame.kind === "paren" && frame.merges);
  return { path: [...base, ...steps], merges };
}

export function newFrame(kind: FrameKind, start: number, path: readonly Step[]): Frame {
  return {
    kind,
    start,
    tail: start,
    path,
    merges: false,
    indented: false,
    items: [],
    value: undefined,
    prefix: false,
    formals: false,
  };
}

export function isBinding(frame: Frame | undefined): boolean {
  return frame?.kind === "set" || frame?.kind === "let";
}

/** In a set or `let`, before the `=` of a binding. */
export function isNaming(frame: Frame): boolean {
  return isBinding(frame) && frame.value === undefined;
}

export function stepOf(item: Item): Step {
  return (item.kind === "name" || item.kind === "string") && item.text !== undefined
    ? { kind: "name", name: item.text, start: item.start, end: item.end }
    : { kind: "any" };
}

/**
 * The attribute path that `items` end in: names and strings with a dot between each two. A dot that ends a line is taken to belong to a
 * binding that is not finished, but with `joined` goes on in the next.
 */
export function trailingNames(items: readonly Item[], text: string, joined = false): readonly Item[] {
  const names: Item[] = [];
  for (let index = items.length - 1; index >= 0; index -= 2) {
    const item = items[index];
    if (item === undefined || (item.kind !== "name" && item.kind !== "string")) break;
    names.unshift(item);
    const dot = items[index - 1];
    if (dot?.kind !== "mark" || dot.text !== ".") break;
    if (!joined && text.slice(dot.end, item.start).includes("\n")) break;
  }
  return names;
}

/** The function that `items` apply, and how many arguments it has got. */
export function callIn(items: readonly Item[]): { readonly fn: string; readonly index: number } | undefined {
  let fn: string | undefined;
  let index = 0;
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    if (item === undefined || item.kind === "mark") continue;
    const previous = items[at - 1];
    const isSelected = previous?.kind === "mark" && previous.text === ".";
    if (isSelected) {
      if (index <= 0 && (item.kind === "name" || item.kind === "string")) fn = item.text;
    } else if (fn === undefined && at === 0) fn = item.kind === "name" ? item.text : undefined;
    else index++;
  }
  return items.length === 0 ? undefined : { fn: fn ?? "", index };
}
