import type { Expr, Place } from "./expr.ts";
import type { Scope } from "./scope.ts";
import { fault, type UnknownValue, unknown, type Value } from "./value.ts";

/** How much one evaluation may do before the rest of it is unknown. */
export interface Limits {
  /** Expressions evaluated. */
  readonly steps: number;
  /** Nesting of evaluations on the host's stack: a level takes up to 1213 bytes before V8 compiles it, so 400 half of Node's default 984 kB. */
  readonly depth: number;
  /** UTF-16 units of one string. */
  readonly stringLength: number;
  /** Elements of one list or set. */
  readonly size: number;
}

export const DEFAULT_LIMITS: Limits = { steps: 1_500_000, depth: 400, stringLength: 4 << 20, size: 200_000 };

/** What a file on disk is to the evaluator. Every answer is for a path inside the workspace; outside all is unknown. */
export type FileKind = "file" | "directory" | "missing" | "unknown";

/**
 * Files as the evaluator may read them. Implementations never throw, read regular files only and up to a size limit. `from` is the
 * expression that asks, where there is one: who depends on a file is told from it.
 */
export interface FileReader {
  kindOf(path: string, from?: Place): FileKind;
  /** The text, or `undefined` where it may not or cannot be read. */
  readText(path: string, from?: Place): string | undefined;
  /** Names and kinds in a folder, or `undefined` where it cannot be known. */
  readDirectory(path: string, from?: Place): ReadonlyMap<string, EntryKind> | undefined;
  /**
   * Whether git knows the file, so that a flake's copy has it; `undefined` where that cannot be told: no repository around it that may be
   * read, a submodule, a link on the way.
   */
  isTracked?(path: string): boolean | undefined;
  /** The parsed file for `import`, or `undefined` where it is not readable Nix. */
  parse(path: string, from?: Place): Expr | undefined;
}

/** Kinds of directory entries as `builtins.readDir` names them. */
export type EntryKind = "regular" | "directory" | "symlink" | "unknown";

/** One run of the evaluator: its budget, its files and how expressions are computed. */
export interface Evaluation {
  readonly limits: Limits;
  readonly files: FileReader;
  /** The scope of a file's outermost expression. */
  readonly root: Scope;
  /** Computes `expr`; total: always returns, within the limits. */
  evaluate(expr: Expr, scope: Scope): Value;
  /** Calls `fn` with `arg`. */
  apply(fn: Value, arg: Thunk, at: Place | undefined): Value;
  /**
   * The value of the file at `path`, computed once per evaluation. A folder means its `default.nix`. `at` is named in faults. `keeper` is
   * the expression that keeps the value, so that its file depends on this one; modules are kept by nobody but the evaluation.
   */
  importFile(path: string, at: Place | undefined, keeper?: Place): Value;
  /** Takes a step down; `undefined`: go on and call `leave`; else the value to return since the budget is used up. */
  enter(): UnknownValue | undefined;
  leave(): void;
  /** Whether a limit was hit, so that something is unknown only because it was too much. */
  readonly exhausted: boolean;
  /** Takes `steps` from the budget for work of the host, such as copying a list; answers as `enter`, without a level to leave. */
  spend(steps: number): UnknownValue | undefined;
}

type Work = Expr | Thunk | ((evaluation: Evaluation) => Value);

/** A value to be computed when it is first asked for, once. */
export class Thunk {
  #work: Work | undefined;
  /** Where names are looked up when the work is an expression. */
  #scope: Scope | undefined;
  #value: Value | undefined;
  /** The expression that gives the value, where one does: its place is where the value is written. */
  readonly origin: Expr | undefined;

  private constructor(
    work: Work | undefined,
    scope: Scope | undefined,
    value: Value | undefined,
    origin: Expr | undefined,
  ) {
    this.#work = work;
    this.#scope = scope;
    this.#value = value;
    this.origin = origin;
  }

  static of(value: Value, origin?: Expr): Thunk {
    return new Thunk(undefined, undefined, value, origin);
  }

  static expr(expr: Expr, scope: Scope): Thunk {
    return new Thunk(expr, scope, undefined, expr);
  }

  static lazy(compute: (evaluation: Evaluation) => Value, origin?: Expr): Thunk {
    return new Thunk(compute, undefined, undefined, origin);
  }

  /** The value of `target`, named by `origin`. However often a value is passed on, forcing it takes one step to where it is computed. */
  static alias(target: Thunk, origin: Expr): Thunk {
    if (target.#value !== undefined) return new Thunk(undefined, undefined, target.#value, origin);
    return new Thunk(target.#work instanceof Thunk ? target.#work : target, undefined, undefined, origin);
  }

  /** The value; a value that needs itself is a fault of kind `infinite-recursion`. */
  force(evaluation: Evaluation): Value {
    return this.#value ?? this.#compute(evaluation);
  }

  #compute(evaluation: Evaluation): Value {
    const work = this.#work;
    if (work === undefined)
      return fault("infinite-recursion", "this value needs itself (infinite recursion)", this.origin);
    const scope = this.#scope;
    this.#work = undefined;
    this.#scope = undefined;
    let value: Value;
    if (work instanceof Thunk) value = work.force(evaluation);
    else if (typeof work === "function") {
      const exhausted = evaluation.enter();
      value = exhausted ?? work(evaluation);
      if (exhausted === undefined) evaluation.leave();
    } else value = evaluation.evaluate(work, scope ?? evaluation.root);
    this.#value = value;
    return value;
  }
}

/** A thunk that is unknown for the reason given. */
export function unknownThunk(why: string): Thunk {
  return Thunk.of(unknown(why));
}
