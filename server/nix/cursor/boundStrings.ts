/** Strings of a text and the names they are bound to, whatever else is wrong with it. */
import { Scanner } from "./scanner.ts";

export interface BoundString {
  /** The names that lead to it from the file's value; those that are computed are left out. */
  readonly path: readonly string[];
  readonly text: string;
}

/** In the order of `text`. */
export function boundStrings(text: string): readonly BoundString[] {
  const found: BoundString[] = [];
  new Scanner(text, text.length, (path, value) => {
    found.push({ path: path.flatMap((step) => (step.kind === "name" ? [step.name] : [])), text: value });
  });
  return found;
}
