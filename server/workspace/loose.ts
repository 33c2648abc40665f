/** Files that no flake reaches, and what a workspace says of its own limits. */
import type { Finding } from "../finding.ts";
import { baseNameOf } from "../nix/paths.ts";
import { ClanSubject, FileSubject, fileForm, ofUse, type Use } from "./judgement.ts";
import type { Engine, Subject } from "./subject.ts";

/** How `file` is judged; `isAsked` where the user named it. */
export function looseSubject(engine: Engine, file: string, looseUse: Use, isAsked: boolean): Subject {
  const form = fileForm(engine, file);
  const use = isAsked ? "whole" : looseUse;
  return form === "module"
    ? new FileSubject(engine, file, use, isAsked ? "asked" : "file")
    : new ClanSubject(engine, file, form, baseNameOf(file) === "clan.nix" ? "whole" : use);
}

/** Of a file that nobody uses or looks at, old names in it are no news; text that is no Nix may be an accident. */
export function ofLooseText(found: readonly Finding[], use: Use, isOpen: boolean): readonly Finding[] {
  if (found.length === 0 || use === "whole") return found;
  return ofUse(use, isOpen ? found : found.filter(({ code }) => code !== "undefined-variable"));
}

/** Where limits kept something from being judged, in words for the user. */
export function limitNotes(isTruncated: boolean, subjects: Iterable<Subject>): readonly string[] {
  const notes: string[] = [];
  if (isTruncated) notes.push("There are more files than are looked at; name a smaller folder to see all findings.");
  if ([...subjects].some(({ limited }) => limited))
    notes.push("Some of this takes more computing than is done here; what depends on it was not judged.");
  return notes;
}
