/** nixpkgs' `lib` as far as configurations use it. Names that are not here are unknown. */

import { Thunk } from "./thunk.ts";
import { type Attr, attr, attrs, type Value } from "./value.ts";

export interface LibParts {
  /** `lib.types`. */
  readonly types: Value;
}

/** `lib`, an open set. */
export function libValue(parts: LibParts): Value {
  return attrs(new Map<string, Attr>([["types", attr(Thunk.of(parts.types))]]), true);
}
