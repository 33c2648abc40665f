/**
 * The syntax of Nix as every later stage reads it. Made from the tree-sitter tree by `lower.ts`; nothing else sees that tree.
 * Grammar: Nix reference manual, "Nix Language".
 */
import type { Chunk } from "./source.ts";

/**
 * What every node has: where it stands. `start` and `end` are UTF-16 offsets relative to the chunk's origin, so that a
 * chunk after an edit moves by changing one number. Use `spanOf` for offsets in the file.
 */
export interface Place {
  readonly chunk: Chunk;
  readonly start: number;
  readonly end: number;
}

/** Offsets in a file's text, in UTF-16 units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where `place` stands in its file now, that is after every edit so far. */
export function spanOf(place: Place): Span {
  return { start: place.chunk.origin + place.start, end: place.chunk.origin + place.end };
}

/** A piece of a string: text as it stands in the value, or an interpolated expression. */
export type StringPart = TextPart | InterpolationPart;

/**
 * Text of a string value. When `text.length` equals the length of the place, text and source run side by side, so that a position in the
 * value can be mapped back; escapes are parts of their own.
 */
export interface TextPart extends Place {
  readonly kind: "text";
  readonly text: string;
}

export interface InterpolationPart extends Place {
  readonly kind: "interpolation";
  readonly expr: Expr;
}

/** One name of an attribute path. A quoted name without interpolation is static. */
export type AttrName = StaticName | DynamicName;

export interface StaticName extends Place {
  readonly kind: "static";
  readonly name: string;
  readonly quoted: boolean;
}

export interface DynamicName extends Place {
  readonly kind: "dynamic";
  readonly expr: Expr;
}

/** A binding of a set or `let`. */
export type Binding = AttrBinding | InheritBinding;

export interface AttrBinding extends Place {
  readonly kind: "bind";
  readonly path: readonly AttrName[];
  readonly value: Expr;
}

/** `inherit a b;` or, with `from`, `inherit (from) a b;`. */
export interface InheritBinding extends Place {
  readonly kind: "inherit";
  readonly from: Expr | undefined;
  readonly names: readonly AttrName[];
}

/** One formal of `{ name ? fallback, ... }:`. */
export interface Formal extends Place {
  readonly name: string;
  readonly fallback: Expr | undefined;
}

export interface SetPattern {
  readonly formals: readonly Formal[];
  /** `...` was written. */
  readonly ellipsis: boolean;
}

export interface IntExpr extends Place {
  readonly kind: "int";
  /** `undefined` where the literal does not fit a safe integer. */
  readonly value: number | undefined;
}

export interface FloatExpr extends Place {
  readonly kind: "float";
  readonly value: number;
}

export interface StringExpr extends Place {
  readonly kind: "string";
  /** Written between `''`; the common indentation is already taken out of the parts. */
  readonly indented: boolean;
  readonly parts: readonly StringPart[];
}

/** A path literal: `./a`, `/a`, `~/a`; `<nixpkgs>` has form `search`. */
export interface PathExpr extends Place {
  readonly kind: "path";
  readonly form: "relative" | "absolute" | "home" | "search";
  readonly parts: readonly StringPart[];
}

export interface VariableExpr extends Place {
  readonly kind: "variable";
  readonly name: string;
}

export interface SelectExpr extends Place {
  readonly kind: "select";
  readonly target: Expr;
  readonly path: readonly AttrName[];
  /** The expression after `or`. */
  readonly fallback: Expr | undefined;
}

export interface HasAttrExpr extends Place {
  readonly kind: "has";
  readonly target: Expr;
  readonly path: readonly AttrName[];
}

export interface ApplyExpr extends Place {
  readonly kind: "apply";
  readonly fn: Expr;
  readonly arg: Expr;
}

export interface LambdaExpr extends Place {
  readonly kind: "lambda";
  /** The name of `name: …` or of `name@{ … }: …`. */
  readonly name: string | undefined;
  readonly pattern: SetPattern | undefined;
  readonly body: Expr;
}

export interface LetExpr extends Place {
  readonly kind: "let";
  readonly bindings: readonly Binding[];
  /** The bindings are not all there: a syntax error hides some, so a name that is not found is unknown. */
  readonly damaged: boolean;
  readonly body: Expr;
}

export interface AttrsExpr extends Place {
  readonly kind: "attrs";
  readonly recursive: boolean;
  readonly bindings: readonly Binding[];
  /** See `LetExpr.damaged`. */
  readonly damaged: boolean;
}

export interface ListExpr extends Place {
  readonly kind: "list";
  readonly elements: readonly Expr[];
  /** A syntax error stands between the elements. */
  readonly damaged: boolean;
}

export interface WithExpr extends Place {
  readonly kind: "with";
  readonly env: Expr;
  readonly body: Expr;
}

export interface AssertExpr extends Place {
  readonly kind: "assert";
  readonly condition: Expr;
  readonly body: Expr;
}

export interface IfExpr extends Place {
  readonly kind: "if";
  readonly condition: Expr;
  readonly then: Expr;
  readonly otherwise: Expr;
}

export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "++"
  | "//"
  | "&&"
  | "||"
  | "->"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">=";

export interface BinaryExpr extends Place {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
}

export interface UnaryExpr extends Place {
  readonly kind: "unary";
  readonly operator: "!" | "-";
  readonly operand: Expr;
}

/**
 * Text that is not usable Nix, or that is nested too deep to read. Its value is unknown. `parts` are the expressions found inside, so that
 * features can still look at them.
 */
export interface BrokenExpr extends Place {
  readonly kind: "broken";
  readonly parts: readonly Expr[];
}

export type Expr =
  | IntExpr
  | FloatExpr
  | StringExpr
  | PathExpr
  | VariableExpr
  | SelectExpr
  | HasAttrExpr
  | ApplyExpr
  | LambdaExpr
  | LetExpr
  | AttrsExpr
  | ListExpr
  | WithExpr
  | AssertExpr
  | IfExpr
  | BinaryExpr
  | UnaryExpr
  | BrokenExpr;
