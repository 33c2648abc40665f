/** Where a text is certainly not Nix. */
import type { Span } from "./expr.ts";
import type { FlatTree } from "./flatTree.ts";

export interface SyntaxFault extends Span {
  readonly message: string;
}

export function firstSyntaxError(flat: FlatTree, text: string): SyntaxFault | undefined {
  const first = flat.errors[0];
  if (first === undefined) return undefined;
  return { start: flat.start(first), end: Math.min(text.length, flat.end(first)), message: "This is not Nix." };
}
