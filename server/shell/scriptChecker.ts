/** What a program that knows shell scripts says about one. It answers later: a text it has not judged yet is noted and judged. */

export type ScriptLevel = "error" | "warning" | "info" | "style";

export interface ScriptProblem {
  /** ShellCheck's number, without SC. */
  readonly code: number;
  readonly level: ScriptLevel;
  readonly message: string;
  /** UTF-16 offsets in the text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface ScriptChecker {
  /** The problems of the script `text`; `undefined` as long as they are not known. */
  problemsIn(text: string): readonly ScriptProblem[] | undefined;
}
