/**
 * What a configuration says of itself, value by value, each with the place that says so. What cannot be known is `NotKnown`; nothing may be
 * concluded from it.
 */
import type { Place } from "../../nix/expr.ts";

export interface Known<T> {
  readonly known: true;
  readonly value: T;
  /** Where the value is written; `undefined` for a default, which stands in no text. */
  readonly at: Place | undefined;
}

export interface NotKnown {
  readonly known: false;
  /** Where it is written, as far as that is known. */
  readonly at: Place | undefined;
  /** Of a text that is known in part: its pieces, `undefined` for each that is not known and may be empty. */
  readonly pieces?: readonly (string | undefined)[];
}

export type Fact<T> = Known<T> | NotKnown;

/** Something that is set and known, by hand or by default. */
export function isKnown<T>(fact: Fact<T>): fact is Known<T> {
  return fact.known;
}

/** Known, and written by somebody rather than a default. */
export function isWritten<T>(fact: Fact<T>): fact is Known<T> & { readonly at: Place } {
  return fact.known && fact.at !== undefined;
}

/** A value that Clan or a module works out; it stands nowhere, or for the text at `at`. */
export function derived<T>(value: T, at?: Place): Known<T> {
  return { known: true, value, at };
}

export function notKnown(at?: Place): NotKnown {
  return { known: false, at };
}

/** The text, with `undefined` for each stretch that is not known; a single `undefined` where nothing is known. */
export function piecesOf(fact: Fact<string>): readonly (string | undefined)[] {
  return fact.known ? [fact.value] : (fact.pieces ?? [undefined]);
}

/** Things of one kind that a configuration holds. */
export interface Group<T> {
  /** Those that are certainly there. */
  readonly items: readonly T[];
  /** There are certainly no others. */
  readonly complete: boolean;
}

export const NOTHING: Group<never> = { items: [], complete: true };

/** The things of all `groups`. */
export function joined<T>(...groups: readonly Group<T>[]): Group<T> {
  return { items: groups.flatMap(({ items }) => items), complete: groups.every(({ complete }) => complete) };
}
