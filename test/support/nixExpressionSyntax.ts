import { type Form, NAMES, type Position, type Type } from "./nixExpressions.ts";

/** Forms of the language that give any type. */
export function generalForms(type: Type): readonly Form[] {
  return [...bindings(type), ...functions(type), ...selections(type), ...control(type)];
}

function bindings(type: Type): readonly Form[] {
  return [
    (at) => {
      const name = at.name();
      const bound = at.type();
      return `(let ${name} = ${withoutNames(at, name).expression(bound)}; in ${at.with({ name, type: bound }).expression(type)})`;
    },
    (at) => {
      // Bindings of one let see each other, in any order.
      const one = { name: "p", type: at.type() };
      const two = { name: "q", type: at.type() };
      const first = `p = ${at.with(two).expression(one.type)};`;
      const second = `q = ${withoutNames(at, "p", "q").expression(two.type)};`;
      const text = at.chance(50) ? first + second : `${second} ${first}`;
      return `(let ${text} in ${at.with(one, two).expression(type)})`;
    },
    (at) => `(let unused = ${at.one(['throw "no"', "1 / 0", 'abort "no"', "unused"])}; in ${at.expression(type)})`,
    (at) => {
      const name = at.name();
      return `(let inherit (${withoutNames(at, "c", name).expression({ set: { c: type } })}) c; ${name} = c; in ${name})`;
    },
    (at) => `(with { ${at.one(NAMES)} = ${at.expression(at.type())}; w = ${at.expression(type)}; }; w)`,
    (at) => {
      const name = at.name();
      // What `let` binds wins over `with`, wherever it stands.
      return `(let ${name} = ${withoutNames(at, name).expression(type)}; in with { ${name} = "hidden"; k = 1; }; ${name})`;
    },
    (at) => `(rec { a = ${withoutNames(at, "a", "b").expression(type)}; b = a; }.b)`,
    (at) =>
      `(rec { inherit (${withoutNames(at, "a", "b").expression({ set: { a: type } })}) a; ${at.one(["b = a", '"b" = a'])}; }.b)`,
    (at) => `(let { body = ${withoutNames(at, "body", "other").expression(type)}; other = body; })`,
  ];
}

/** `at` without `names` in scope, which are bound again around what is written there. */
export function withoutNames(at: Position, ...names: readonly string[]): Position {
  return at.with(...names.map((name) => ({ name, type: { set: { never: "null" as const } } })));
}

function functions(type: Type): readonly Form[] {
  return [
    (at) => {
      const name = at.name();
      const from = at.type();
      return `((${name}: ${at.with({ name, type: from }).expression(type)}) ${at.expression(from)})`;
    },
    (at) => {
      const from = at.type();
      const inner = withoutNames(at, "all").with({ name: "a", type: from });
      const pattern = at.one(["{ a, ... }", "{ a, b ? 1 }", "{ a, b ? a }", "all@{ a, ... }", "{ a, ... }@all"]);
      return `((${pattern}: ${inner.expression(type)}) { a = ${at.expression(from)}; })`;
    },
    (at) => {
      const body = at.with({ name: "a", type: "int" }, { name: "b", type });
      return `(({ a ? ${at.expression("int")}, b ? ${withoutNames(at, "a", "b").expression(type)} }: ${body.expression(type)}) { })`;
    },
    (at) => {
      const [x, y] = [at.type(), at.type()];
      const body = at.with({ name: "x", type: x }, { name: "y", type: y });
      return `((x: y: ${body.expression(type)}) ${at.expression(x)} ${at.expression(y)})`;
    },
    (at) => {
      const from = at.type();
      const body = at.with({ name: "self", type: { set: { never: "null" } } }, { name: "v", type: from });
      return `({ __functor = self: v: ${body.expression(type)}; } ${at.expression(from)})`;
    },
    (at) => {
      const twice = withoutNames(at, "f").with({ name: "x", type });
      return `(let f = x: ${twice.expression(type)}; in f (f ${withoutNames(at, "f").expression(type)}))`;
    },
    (at) => {
      const step = at.with({ name: "acc", type }, { name: "item", type: "int" });
      return `(builtins.foldl' (acc: item: ${step.expression(type)}) ${at.expression(type)} ${at.expression({ list: "int" })})`;
    },
    (at) => {
      const go = at.with({ name: "n", type: "int" });
      return `(let go = n: if n <= 0 then ${go.expression(type)} else go (n - 1); in go ${at.below(5)})`;
    },
  ];
}

function selections(type: Type): readonly Form[] {
  return [
    (at) => {
      const name = at.one(NAMES);
      return `(${at.expression({ set: { [name]: type } })}).${name}`.replace(/^(.*)$/s, "($1)");
    },
    (at) => `((${at.expression({ set: { a: { set: { b: type } } } })}).a.b)`,
    (at) => `((${at.expression(at.type())}).missing.b or ${at.expression(type)})`,
    (at) => `((${at.expression({ set: { a: type } })}).a or ${at.expression(at.type())})`,
    (at) => `((${at.expression({ set: { a: type } })}).\${${at.one(['"a"', '("" + "a")'])}})`,
    (at) => `({ \${${at.one(['"k"', '"k${""}"'])}} = ${at.expression(type)}; \${null} = 1; }.k)`,
    (at) => `(builtins.getAttr "a" ${at.expression({ set: { a: type } })})`,
    (at) => `(builtins.head ([ ${at.expression(type)} ] ++ ${at.expression({ list: type })}))`,
    (at) => `(builtins.elemAt [ ${at.expression(at.type())} ${at.expression(type)} ] 1)`,
  ];
}

function control(type: Type): readonly Form[] {
  return [
    (at) => `(if ${at.expression("bool")} then ${at.expression(type)} else ${at.expression(type)})`,
    (at) => `(if ${at.expression("bool")} then ${at.expression(type)} else ${at.expression(type)})`,
    (at) => `(assert ${at.chance(80) ? "true" : at.expression("bool")}; ${at.expression(type)})`,
    (at) => `(builtins.seq ${at.expression(at.type())} ${at.expression(type)})`,
    (at) => `(builtins.deepSeq ${at.expression(at.type())} ${at.expression(type)})`,
    (at) => {
      const inner = withoutNames(at, "t");
      const tried = at.chance(50) ? inner.expression(type) : `(throw ${inner.expression("string")})`;
      return `(let t = builtins.tryEval ${tried}; in if t.success then t.value else ${withoutNames(at, "t").expression(type)})`;
    },
    (at) => (at.chance(20) ? `(throw ${at.expression("string")})` : at.expression(type)),
  ];
}
