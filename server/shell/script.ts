/** A shell script as far as its text says: what it calls, in which order, and whether a failure ends it. Pure data. */

export interface ShellCommand {
  /** The program as written; `undefined` where it is computed. With a slash it is a path. */
  readonly name: string | undefined;
  /** The arguments, `undefined` for each that is computed. */
  readonly arguments: readonly (string | undefined)[];
  /** What is written, from the name to the last argument. */
  readonly text: string;
  /** A failure does not end the script under `set -e`: a condition, the left side of `||` or `&&`, a word of another command. */
  readonly guarded: boolean;
  /** Its failure is that of an assignment `x=$(…)`, which ends the script. */
  readonly assigned: boolean;
  /** What runs before it may have changed PATH, defined functions, or switched `set -e` off. */
  readonly afterUnknown: boolean;
  /** PATH was set before. */
  readonly afterPath: boolean;
}

export interface ShellAssignment {
  readonly name: string;
  /** The value, where it is written out. */
  readonly value: string | undefined;
  readonly text: string;
}

/** A variable that is read where it must be set: no `${x:-}` or the like. */
export interface ShellExpansion {
  readonly name: string;
  readonly text: string;
}

export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  readonly assignments: readonly ShellAssignment[];
  /** Variables that are read and whose name stands nowhere else in the script, so that nothing in it sets them. */
  readonly expansions: readonly ShellExpansion[];
  /** Names of functions that the script defines. */
  readonly functions: ReadonlySet<string>;
  /** Files that it writes to by redirection, where they are written out. */
  readonly written: readonly string[];
  /** Some text is not known and may be any command. */
  readonly open: boolean;
}
