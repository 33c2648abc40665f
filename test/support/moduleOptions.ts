/** The options that random modules define, see moduleCases.ts. */
import type { OptionDeclaration } from "../../server/nix/options/optionData.ts";

/** Options as Nix declares them; `DECLARATIONS` is the same as data. */
export const OPTIONS = `{ lib, ... }: let
  inherit (lib) mkOption types;
  opt = type: mkOption { inherit type; };
  def = default: type: mkOption { inherit type default; };
in {
  options = {
    cond.a = def false types.bool;
    cond.b = def true types.bool;
    str = opt types.str;
    int = def 3 types.int;
    small = def 0 (types.ints.between 0 9);
    lines = def "" types.lines;
    list = def [ ] (types.listOf types.str);
    none = def null (types.nullOr types.int);
    noneText = opt (types.nullOr types.lines);
    word = def "a" (types.enum [ "a" "b" 1 ]);
    either = def 0 (types.either types.int (types.listOf types.str));
    three = def "" (types.oneOf [ types.bool types.int types.str ]);
    coerced = def [ ] (types.coercedTo types.str (x: [ x ]) (types.listOf types.str));
    ints = def { } (types.attrsOf types.int);
    lazy = def { } (types.lazyAttrsOf types.int);
    deep.er.x = def 0 types.int;
    deep.y = def "" (types.strMatching "[a-z]*");
    fixed = mkOption { type = types.str; default = "f"; readOnly = true; };
    once = def "o" (types.uniq types.str);
    any = def null types.anything;
    filled = def [ "x" ] (types.nonEmptyListOf types.str);
    listed = def [ ] (types.listOf (types.submodule { options.n = opt types.int; options.m = def 1 types.int; }));
    sub = def { } (types.attrsOf (types.submodule ({ name, config, ... }: {
      options = {
        name = def name (types.strMatching "[a-z]+");
        req = opt types.str;
        n = def 1 types.int;
        tags = def [ ] (types.listOf types.str);
        inner.z = def false types.bool;
        fixed = mkOption { type = types.int; default = 1; readOnly = true; };
      };
    })));
    r.one = def null types.anything;
    r.two = def null types.anything;
  };
}`;

const str = { name: "str" } as const;
const int = { name: "int" } as const;
const bool = { name: "bool" } as const;
const strs = { name: "listOf", elem: str } as const;
const lines = { name: "separatedString", separator: "\n" } as const;

function option(path: string, rest: Omit<OptionDeclaration, "path" | "description">): OptionDeclaration {
  return { path: path.split("."), description: "An option.", ...rest };
}

export const DECLARATIONS: readonly OptionDeclaration[] = [
  option("cond.a", { type: bool, default: false }),
  option("cond.b", { type: bool, default: true }),
  option("str", { type: str, required: true }),
  option("int", { type: int, default: 3 }),
  option("small", { type: { name: "intBetween", min: 0, max: 9 }, default: 0 }),
  option("lines", { type: lines, default: "" }),
  option("list", { type: strs, default: [] }),
  option("none", { type: { name: "nullOr", elem: int }, default: null }),
  option("noneText", { type: { name: "nullOr", elem: lines }, required: true }),
  option("word", { type: { name: "enum", values: ["a", "b", 1] }, default: "a" }),
  option("either", { type: { name: "either", left: int, right: strs }, default: 0 }),
  option("three", { type: { name: "oneOf", members: [bool, int, str] }, default: "" }),
  option("coerced", { type: { name: "coercedTo", from: str, to: strs }, default: [] }),
  option("ints", { type: { name: "attrsOf", elem: int }, default: {} }),
  option("lazy", { type: { name: "lazyAttrsOf", elem: int }, default: {} }),
  option("deep.er.x", { type: int, default: 0 }),
  option("deep.y", { type: { name: "strMatching", pattern: "[a-z]*" }, default: "" }),
  option("fixed", { type: str, default: "f", readOnly: true }),
  option("once", { type: { name: "uniq", elem: str }, default: "o" }),
  option("any", { type: { name: "anything" }, default: null }),
  option("filled", { type: { name: "nonEmptyListOf", elem: str }, default: ["x"] }),
  option("listed", { type: { name: "listOf", elem: { name: "submodule" } }, default: [] }),
  option("listed.*.n", { type: int, required: true }),
  option("listed.*.m", { type: int, default: 1 }),
  option("sub", { type: { name: "attrsOf", elem: { name: "submodule" } }, default: {} }),
  option("sub.<name>.name", { type: { name: "strMatching", pattern: "[a-z]+" }, nameDefault: true }),
  option("sub.<name>.req", { type: str, required: true }),
  option("sub.<name>.n", { type: int, default: 1 }),
  option("sub.<name>.tags", { type: strs, default: [] }),
  option("sub.<name>.inner.z", { type: bool, default: false }),
  option("sub.<name>.fixed", { type: int, default: 1, readOnly: true }),
  option("r.one", { type: { name: "anything" }, default: null }),
  option("r.two", { type: { name: "anything" }, default: null }),
];
