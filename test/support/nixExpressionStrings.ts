import { pattern } from "./nixExpressionNumbers.ts";
import type { Form, Position, Type } from "./nixExpressions.ts";

export const stringForms: readonly Form[] = [
  (at) => at.literal("string"),
  (at) => `(${at.expression("string")} + ${at.expression("string")})`,
  (at) => `"${text(at)}\${${at.expression("string")}}${text(at)}"`,
  (at) => `"\${${at.expression("string")}}\${toString ${at.expression("int")}}"`,
  (at) => `''\n    ${text(at)}\${${at.expression("string")}}\n      ${text(at)}\n  ''`,
  (at) => `''${text(at)}\${${at.expression("string")}}''`,
  (at) => `(toString ${at.expression(at.one<Type>(["int", "float", "bool", "string", "null", { list: "int" }]))})`,
  (at) => `(toString [ ${at.expression("string")} ${at.expression({ list: "string" })} ${at.expression("bool")} ])`,
  (at) => `(builtins.concatStringsSep ${at.expression("string")} ${at.expression({ list: "string" })})`,
  (at) => `(builtins.substring ${at.below(4)} ${at.one(["0", "1", "3", "100", "(-1)"])} ${at.expression("string")})`,
  (at) => {
    const [from, to] = [at.expression("string"), at.expression("string")];
    return `(builtins.replaceStrings [ ${from} "a" ] [ ${to} "<>" ] ${at.expression("string")})`;
  },
  (at) => `(builtins.typeOf ${at.expression(at.type())})`,
  (at) => `(builtins.hashString "${at.one(["md5", "sha1", "sha256", "sha512"])}" ${at.expression("string")})`,
  (at) => `(builtins.toJSON ${at.expression(at.type())})`,
  (at) => `(baseNameOf ${at.one([at.expression("string"), "/a/b.nix", '"/x/y/"'])})`,
  (at) => `(dirOf ${at.one([at.expression("string"), '"/x/y"', '"x/y/z"'])})`,
  (at) => `(toString ${at.one(["/a/./b/../c", '(/a + "/b")', '(/a + "b")', "(dirOf /a/b/c)"])})`,
  (at) =>
    `(builtins.elemAt (builtins.filter builtins.isString (builtins.split ${pattern(at)} ${at.expression("string")})) 0)`,
  (at) =>
    `({ __toString = self: ${at.with({ name: "self", type: { set: { never: "null" } } }).expression("string")}; } + "")`,
  (at) => `"\${{ outPath = ${at.expression("string")}; }}"`,
  (at) => `(let m = builtins.match ${pattern(at)} ${at.expression("string")}; in builtins.toJSON m)`,
  (at) => `(builtins.toJSON (builtins.split ${pattern(at)} ${at.expression("string")}))`,
  (at) => `(builtins.toJSON (builtins.parseDrvName ${at.one(['"a-1.2"', '"nix-js-0.1-x"', '"b"', '"c-d"', '"e-"'])}))`,
  (at) => `(builtins.concatStringsSep "," (builtins.splitVersion ${at.expression("string")}))`,
];

/** Text that means the same in both kinds of string. */
function text(at: Position): string {
  return at.one(["", "a", " b ", "c.d", "/e", "$f", "é"]);
}
