/** `derivation`: what it builds is not known, what it is made of is. */
import { Thunk } from "../thunk.ts";
import { type Attr, attr, attrs, type BuiltinValue, string, stringOf, unknown } from "../value.ts";
import { asPlain, native1, set } from "./native.ts";

const derivation: BuiltinValue = native1("derivation", set, (args) => {
  const entries = new Map<string, Attr>(args.entries);
  const name = args.entries.get("name");
  const storePath = (ending: string) =>
    Thunk.lazy((evaluation) => {
      if (name?.certain !== true) return stringOf(["/nix/store/", undefined]);
      const text = asPlain(name.value.force(evaluation), { evaluation, at: undefined });
      if (typeof text === "string") return stringOf(["/nix/store/", undefined, `-${text}${ending}`]);
      return text.kind === "error" ? text : stringOf(["/nix/store/", undefined]);
    });
  entries.set("type", attr(Thunk.of(string("derivation"))));
  entries.set("drvPath", attr(storePath(".drv")));
  entries.set("outPath", attr(args.entries.has("outputs") ? Thunk.of(unknown("a path in the store")) : storePath("")));
  entries.set("drvAttrs", attr(Thunk.of(args)));
  return attrs(entries, true, args.unnamed);
});

export const derivationBuiltins: readonly BuiltinValue[] = [derivation];
