/** The argument `pkgs` of modules: what is certain about it without nixpkgs. */
import { Thunk } from "./thunk.ts";
import { attr, attrs, type Value } from "./value.ts";

/** The value of `pkgs`; `lib` is `pkgs.lib`. */
export function pkgsValue(lib: Value): Value {
  return attrs(new Map([["lib", attr(Thunk.of(lib))]]), true);
}
