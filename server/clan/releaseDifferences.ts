/** What one release of clan-core declares and another does not: asked where the release in use is only guessed. */
import type { OptionDeclaration } from "../nix/options/optionData.ts";
import { releases } from "./release.ts";

/** Whether some release declares `option`, or holds it for writable where `writable` is asked for. */
export function isDeclaredSomewhere(option: readonly string[], writable = false): boolean {
  return releases.some(({ trees }) =>
    [...trees.nixos, ...trees.clan].some(
      (declared) => matches(declared, option) && !(writable && declared.readOnly === true),
    ),
  );
}

/** An opaque option holds whatever lies below it. */
function matches({ path, opaque }: OptionDeclaration, option: readonly string[]): boolean {
  if (opaque === true ? path.length > option.length : path.length < option.length) return false;
  return option.every((name, index) => {
    const declared = path[index];
    return declared === undefined || declared === name || declared === "<name>" || declared === "*";
  });
}
