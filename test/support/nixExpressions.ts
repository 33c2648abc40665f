/** Random Nix expressions, closed and mostly well typed, that use all of the language and most builtins. */
import fc from "fast-check";
import { booleanForms, integerForms } from "./nixExpressionNumbers.ts";
import { listForms, setForms } from "./nixExpressionSets.ts";
import { stringForms } from "./nixExpressionStrings.ts";
import { generalForms } from "./nixExpressionSyntax.ts";

/** What an expression evaluates to. */
export type Type =
  | "int"
  | "float"
  | "bool"
  | "string"
  | "null"
  | { readonly list: Type }
  /** A set with exactly these attributes. */
  | { readonly set: Readonly<Record<string, Type>> };

export interface Variable {
  readonly name: string;
  readonly type: Type;
}

/** One way to write an expression; `undefined` where the way does not lead to the wanted type. */
export type Form = (at: Position) => string;

export const NAMES = ["a", "b", "c", "d", "x-y", "z'"] as const;

/** Where an expression is to be written: what is in scope there and how much room is left. */
export class Position {
  readonly #pick: (below: number) => number;
  readonly variables: readonly Variable[];
  readonly room: number;

  /** `pick` gives an integer from 0 to one below its argument. */
  constructor(pick: (below: number) => number, variables: readonly Variable[], room: number) {
    this.#pick = pick;
    this.variables = variables;
    this.room = room;
  }

  /** The same place with more names in scope; a name hides an older one. */
  with(...added: readonly Variable[]): Position {
    const kept = this.variables.filter(({ name }) => !added.some((variable) => variable.name === name));
    return new Position(this.#pick, [...kept, ...added], this.room);
  }

  below(count: number): number {
    return this.#pick(count);
  }

  chance(percent: number): boolean {
    return this.#pick(100) < percent;
  }

  one<T>(of: readonly [T, ...T[]]): T {
    return of[this.#pick(of.length)] ?? of[0];
  }

  /** `count` results of `make`. */
  many<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index));
  }

  /** A name for a variable; the same names come up again, so that they hide each other. */
  name(): string {
    return this.one(["x", "y", "f", "acc", "v1", "rest"]);
  }

  /** Any type, not too large. */
  type(): Type {
    const simple = this.one<Type>(["int", "int", "float", "bool", "string", "string", "null"]);
    if (this.room < 1 || this.chance(70)) return simple;
    return this.chance(50) ? { list: simple } : { set: this.fields() };
  }

  fields(): Readonly<Record<string, Type>> {
    const fields: Record<string, Type> = {};
    for (let count = this.below(3) + 1; count > 0; count--)
      fields[this.one(NAMES)] = this.one<Type>(["int", "string", "bool", { list: "int" }]);
    return fields;
  }

  /** An expression of `type`, in parentheses where it needs them. */
  expression(type: Type): string {
    const inner = new Position(this.#pick, this.variables, this.room - 1);
    const fitting = this.variables.filter((variable) => sameType(variable.type, type));
    const variable = fitting[this.#pick(Math.max(1, fitting.length))];
    if (variable !== undefined && this.chance(this.room > 0 ? 25 : 60)) return variable.name;
    if (this.room <= 0) return inner.literal(type);
    const own = formsOf(type);
    const forms = this.chance(35) ? generalForms(type) : own;
    const form = forms[this.#pick(forms.length)];
    return form === undefined ? inner.literal(type) : form(inner);
  }

  /** The shortest way to write a value of `type`. */
  literal(type: Type): string {
    if (type === "int") return this.one(["0", "1", "2", "3", "(-1)", "7", "40", "1000"]);
    if (type === "float") return this.one(["0.5", "1.25", "(-2.5)", "3.75", ".5", "2.5e2"]);
    if (type === "bool") return this.one(["true", "false"]);
    if (type === "null") return "null";
    if (type === "string") return this.one(TEXTS);
    if ("list" in type) return `[ ${this.many(this.below(3), () => this.literal(type.list)).join(" ")} ]`;
    const fields = Object.entries(type.set).map(([name, field]) => `${name} = ${this.literal(field)};`);
    return `{ ${fields.join(" ")} }`;
  }
}

const TEXTS = [
  '""',
  '"a"',
  '"b"',
  '"ab-cd"',
  '"/srv/data"',
  '"x y"',
  '"1.10"',
  '"12"',
  '"é€𝄞"',
  '"q\\"\\\\\\n\\t\\${x}"',
  '"$a $$ $"',
  "''\n    two\n      lines\n  ''",
  "''it''''s ''${x} ''\\n''",
  "https://example.org/x",
] as const satisfies readonly [string, ...string[]];

function formsOf(type: Type): readonly Form[] {
  if (type === "int") return integerForms;
  if (type === "float") return FLOATS;
  if (type === "bool") return booleanForms;
  if (type === "null") return [(at) => at.literal("null")];
  if (type === "string") return stringForms;
  return "list" in type ? listForms(type.list) : setForms(type.set);
}

const FLOATS: readonly Form[] = [
  (at) => at.literal("float"),
  (at) => `(${at.expression("float")} + ${at.expression("int")})`,
  (at) => `(${at.expression("int")} * ${at.expression("float")})`,
  (at) => `(${at.expression("float")} - ${at.expression("float")})`,
  (at) => `(${at.expression("float")} / 4.0)`,
  (at) => `(-${at.expression("float")})`,
  (at) => `(builtins.fromJSON "${at.one(["1.5", "-0.25", "2.0", "1e3"])}")`,
];

export function sameType(a: Type, b: Type): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Random expressions over `variables`; `room` bounds how deep they go. */
export function expressions(variables: readonly Variable[], room: number): fc.Arbitrary<string> {
  return fc.gen().map((g) => {
    const pick = (below: number) => g(fc.nat, Math.max(0, below - 1));
    const at = new Position(pick, variables, room);
    return at.expression(at.type());
  });
}
