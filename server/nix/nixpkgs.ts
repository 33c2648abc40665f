/** The argument `pkgs` of modules: nixpkgs' packages, of which only the helpers that build files and scripts are known. */

import { Thunk } from "./thunk.ts";
import { type Attr, attr, attrs, type Value } from "./value.ts";

/** `pkgs`, an open set whose `lib` is `lib`. */
export function pkgsValue(lib: Value): Value {
  return attrs(new Map<string, Attr>([["lib", attr(Thunk.of(lib))]]), true);
}
