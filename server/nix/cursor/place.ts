/** What stands around a cursor: told from the tokens before it, since the syntax tree of a text that is being typed misleads. */
import type { Span } from "../expr.ts";

/** One step from the file's value down to what is being written. */
export type Step =
  /** The attribute of this name. */
  | ({ readonly kind: "name"; readonly name: string } & Span)
  /** An attribute whose name is computed. */
  | { readonly kind: "any" }
  /** An element of a list. */
  | { readonly kind: "element" }
  /** A set of `name` and `value` that stands for one attribute, or the list of them. */
  | { readonly kind: "pair" }
  /** An argument of a function that is not one of the module system's; `fn` is its name without what is before the last dot. */
  | { readonly kind: "call"; readonly fn: string }
  /** The value of a name that `let` binds. */
  | { readonly kind: "let" };

/** What is written of `a.b.c` before the cursor; the last name may be empty and is not finished. */
export interface Typed {
  readonly before: readonly string[];
  readonly last: string;
  /** The text that a completion replaces, which goes on behind the cursor to the end of the word. */
  readonly span: Span;
}

export type CursorPlace =
  /**
   * The name of an attribute: `path` leads to the set that holds it, dots before the cursor taken into account. `otherwise` are the other
   * ways to read a dot at the end of a line.
   */
  | {
      readonly kind: "name";
      readonly path: readonly Step[];
      readonly typed: Typed;
      readonly quoted: boolean;
      readonly otherwise?: readonly NamePlace[];
    }
  /**
   * A value of what `path` leads to. `call` is the function whose argument is being written. `otherwise` has the name that it is where
   * the line before lacks its end.
   */
  | {
      readonly kind: "value";
      readonly path: readonly Step[];
      readonly typed: Typed;
      readonly call: string | undefined;
      readonly otherwise?: readonly NamePlace[];
    }
  /** The inside of a string that is a value; `last` of `typed` is all of it before the cursor, or from the last interpolation on. */
  | {
      readonly kind: "string";
      readonly path: readonly Step[];
      readonly typed: Typed;
      readonly call: string | undefined;
      readonly interpolated: boolean;
    }
  /** A path literal. */
  | { readonly kind: "path"; readonly path: readonly Step[]; readonly typed: Typed; readonly call: string | undefined }
  /** `inherit`, the formals of a function, a comment. */
  | { readonly kind: "none" };

export type NamePlace = Extract<CursorPlace, { readonly kind: "name" }>;
