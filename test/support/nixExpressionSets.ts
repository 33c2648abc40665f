import { withoutNames } from "./nixExpressionSyntax.ts";
import { type Form, NAMES, type Position, sameType, type Type } from "./nixExpressions.ts";

export function listForms(of: Type): readonly Form[] {
  const list: Type = { list: of };
  const forms: Form[] = [
    (at) => `[ ${at.many(at.below(4), () => at.expression(of)).join(" ")} ]`,
    (at) => `(${at.expression(list)} ++ ${at.expression(list)})`,
    (at) => mapped(at, "map", of, at.type()),
    (at) =>
      `(builtins.concatMap (e: ${at.with({ name: "e", type: "int" }).expression(list)}) ${at.expression({ list: "int" })})`,
    (at) => `(builtins.filter (e: ${at.with({ name: "e", type: of }).expression("bool")}) ${at.expression(list)})`,
    (at) => `(builtins.genList (i: ${at.with({ name: "i", type: "int" }).expression(of)}) ${at.below(4)})`,
    (at) => `(builtins.concatLists [ ${at.expression(list)} ${at.expression(list)} ])`,
    (at) => `(builtins.tail ([ ${at.expression(of)} ] ++ ${at.expression(list)}))`,
    (at) => `(builtins.attrValues ${at.expression({ set: { [at.one(NAMES)]: of, [at.one(NAMES)]: of } })})`,
    (at) =>
      `(builtins.catAttrs "a" [ ${at.expression({ set: { a: of } })} { } ${at.expression({ set: { a: of, b: "int" } })} ])`,
    (at) => {
      const predicate = at.with({ name: "e", type: of }).expression("bool");
      return `(builtins.partition (e: ${predicate}) ${at.expression(list)}).${at.one(["right", "wrong"])}`.replace(
        /^.*$/s,
        "($&)",
      );
    },
    (at) =>
      `((builtins.groupBy (e: ${at.with({ name: "e", type: of }).one(['"k"', "builtins.typeOf e"])}) ${at.expression(list)}).k or ${at.expression(list)})`,
  ];
  if (of === "int" || of === "string" || of === "float")
    forms.push(
      (at) => `(builtins.sort (a: b: a < b) ${at.expression(list)})`,
      (at) => `(builtins.sort builtins.lessThan ${at.expression(list)})`,
    );
  if (of === "string") forms.push((at) => `(builtins.attrNames ${at.expression({ set: at.fields() })})`);
  return forms;
}

function mapped(at: Position, how: string, to: Type, from: Type): string {
  return `(${how} (e: ${at.with({ name: "e", type: from }).expression(to)}) ${at.expression({ list: from })})`;
}

export function setForms(fields: Readonly<Record<string, Type>>): readonly Form[] {
  const set: Type = { set: fields };
  const names = Object.keys(fields);
  const plain = (at: Position) => names.map((name) => `${name} = ${at.expression(fields[name] ?? "null")};`).join(" ");
  const forms: Form[] = [
    (at) => `{ ${plain(at)} }`,
    (at) => `{ ${names.map((name) => `\${"${name}"} = ${at.expression(fields[name] ?? "null")};`).join(" ")} }`,
    (at) => `(${at.expression(set)} // ${at.expression(set)})`,
    (at) => `({ ${plain(at)} } // { })`,
    (at) => `(removeAttrs (${at.expression(set)} // { extra = 1; }) [ "extra" "none" ])`,
    (at) => `(builtins.intersectAttrs ${at.expression(set)} (${at.expression(set)} // { extra = throw "x"; }))`,
    (at) =>
      `(builtins.listToAttrs [ ${names.map((name) => `{ name = "${name}"; value = ${at.expression(fields[name] ?? "null")}; }`).join(" ")} { name = "${names[0] ?? "a"}"; value = 0; } ])`,
    (at) => `(builtins.mapAttrs (n: v: v) ${at.expression(set)})`,
    (at) =>
      `(let ${names.map((name) => `inherit (${withoutNames(at, ...names).expression({ set: { [name]: fields[name] ?? "null" } })}) ${name};`).join(" ")} in { inherit ${names.join(" ")}; })`,
  ];
  const [first] = names;
  const type = first === undefined ? undefined : fields[first];
  if (type !== undefined && names.every((name) => sameType(fields[name] ?? "null", type)))
    forms.push(
      (at) =>
        `(builtins.mapAttrs (n: v: ${at.with({ name: "n", type: "string" }, { name: "v", type }).expression(type)}) ${at.expression(set)})`,
      (at) => `(builtins.zipAttrsWith (n: vs: builtins.head vs) [ ${at.expression(set)} ${at.expression(set)} ])`,
    );
  const inner = first === undefined || names.length > 1 ? undefined : fields[first];
  if (first !== undefined && typeof inner === "object" && "set" in inner)
    forms.push(
      (at) =>
        `{ ${Object.entries(inner.set)
          .map(([name, field]) => `${first}.${name} = ${at.expression(field)};`)
          .join(" ")} }`,
    );
  return forms;
}
