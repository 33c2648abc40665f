/** Option declarations that are plain data (optionData.ts) as a tree of options with their types. */
import type { Declarations, DeclaredOption, Needed } from "../modules/moduleDeclarations.ts";
import { Thunk } from "../thunk.ts";
import { type Attr, attr, attrs, bool, list, nullValue, string, unknown, type Value } from "../value.ts";
import { coercedTo, either, nullOr, oneOf, unique } from "./optionComposite.ts";
import type { JsonValue, OptionDeclaration, OptionType as TypeData } from "./optionData.ts";
import { anythingType, attrsType, unspecifiedType } from "./optionLoose.ts";
import { attrsOf, listOf, nonEmptyListOf } from "./optionSets.ts";
import { submodule } from "./optionSubmodule.ts";
import type { OptionType } from "./optionType.ts";
import { enumType, intBetween, SIMPLE_TYPES, separatedString, strMatching, unknownType } from "./optionTypes.ts";

class Node implements Declarations {
  readonly children = new Map<string, Node>();
  readonly open = false;
  readonly closed = false;
  data: OptionDeclaration | undefined;
  removed = false;
  #option: DeclaredOption | undefined;
  #needed: readonly Needed[] | undefined;

  get option(): DeclaredOption | undefined {
    if (this.data === undefined && !this.removed) return undefined;
    this.#option ??= declaredOption(this.data, this.removed, this);
    return this.#option;
  }

  child(name: string): Node | undefined {
    return name === "<name>" || name === "*" ? undefined : this.children.get(name);
  }

  *names(): Iterable<string> {
    for (const name of this.children.keys()) if (name !== "<name>" && name !== "*") yield name;
  }

  dataNames(): Iterable<string> {
    return this.names();
  }

  /** The node for `name`, made when it is not there. */
  grow(name: string): Node {
    const known = this.children.get(name);
    if (known !== undefined) return known;
    const node = new Node();
    this.children.set(name, node);
    return node;
  }

  get needed(): readonly Needed[] {
    this.#needed ??= [...this.children].flatMap(([name, child]) => {
      if (name === "<name>" || name === "*") return [];
      const { option } = child;
      if (option === undefined) return child.needed.map((needed) => ({ ...needed, path: [name, ...needed.path] }));
      return option.required || option.default.kind === "name" ? [{ path: [name], option }] : [];
    });
    return this.#needed;
  }
}

/**
 * The tree of `declarations`. `removed` paths are options that exist only to say that they are gone.
 */
export function declarationTree(
  declarations: readonly OptionDeclaration[],
  removed: readonly (readonly string[])[] = [],
): Declarations {
  const root = new Node();
  const nodeAt = (path: readonly string[]) => path.reduce((node, name) => node.grow(name), root);
  for (const declaration of declarations) nodeAt(declaration.path).data = declaration;
  for (const path of removed) nodeAt(path).removed = true;
  return root;
}

function declaredOption(data: OptionDeclaration | undefined, removed: boolean, node: Node): DeclaredOption {
  let type: OptionType | undefined;
  const make = () => (data === undefined || data.opaque === true ? unknownType : typeOf(data.type, node));
  return {
    type: () => {
      type ??= make();
      return type;
    },
    default: data === undefined ? { kind: "none" } : defaultOf(data),
    required: data?.required === true,
    readOnly: data?.readOnly === true,
    removed,
    apply: undefined,
    shared: data !== undefined,
    data,
  };
}

function defaultOf(data: OptionDeclaration): DeclaredOption["default"] {
  if (data.nameDefault === true) return { kind: "name" };
  if (data.default !== undefined) return { kind: "value", value: Thunk.of(valueOfJson(data.default)) };
  return data.defaultText !== undefined || data.readOnly === true ? { kind: "unknown" } : { kind: "none" };
}

/** The Nix value of `json`, as `builtins.fromJSON` gives it. */
export function valueOfJson(json: JsonValue): Value {
  if (json === null) return nullValue;
  switch (typeof json) {
    case "string":
      return string(json);
    case "boolean":
      return bool(json);
    case "number":
      return { kind: Number.isInteger(json) ? "int" : "float", value: json };
    default:
  }
  if (isArray(json)) return list(json.map((item) => Thunk.of(valueOfJson(item))));
  const entries = new Map<string, Attr>();
  for (const [name, value] of Object.entries(json)) entries.set(name, attr(Thunk.of(valueOfJson(value))));
  return attrs(entries);
}

function isArray(json: JsonValue): json is readonly JsonValue[] {
  return Array.isArray(json);
}

/** The type that `data` describes for the option at `node`, where the options of its submodules hang. */
function typeOf(data: TypeData, node: Node | undefined): OptionType {
  const inner = (type: TypeData, at = node) => {
    let made: OptionType | undefined;
    return () => {
      made ??= typeOf(type, at);
      return made;
    };
  };
  const below = (name: string) => node?.children.get(name);
  switch (data.name) {
    case "strMatching":
      return strMatching(data.pattern);
    case "separatedString":
      return separatedString(data.separator);
    case "intBetween":
      return intBetween(data.min, data.max);
    case "enum":
      return enumType(data.values.map(valueOfJson));
    case "nullOr":
      return nullOr(inner(data.elem));
    case "listOf":
      return listOf(inner(data.elem, below("*")));
    case "nonEmptyListOf":
      return nonEmptyListOf(inner(data.elem, below("*")));
    case "attrsOf":
      return attrsOf(inner(data.elem, below("<name>")));
    case "lazyAttrsOf":
      return attrsOf(inner(data.elem, below("<name>")), true);
    case "uniq":
      return unique(inner(data.elem));
    case "either":
      return either(inner(data.left), inner(data.right));
    case "oneOf":
      return oneOf(data.members.map((member) => inner(member))) ?? unknownType;
    case "coercedTo":
      return coercedTo(inner(data.from), coercionTo(data.to), inner(data.to));
    case "submodule":
      return submodule(node ?? new Node(), [], data.freeform === undefined ? undefined : inner(data.freeform));
    case "attrs":
      return attrsType;
    case "anything":
      return anythingType;
    case "unspecified":
      return unspecifiedType;
    default:
      return SIMPLE_TYPES[data.name];
  }
}

/**
 * What values are turned into by the two functions that options most often use: `lib.singleton` where a list is wanted, and a
 * set with each element as a name where a set is wanted. Other functions are not in the data.
 */
function coercionTo(to: TypeData): (thunk: Thunk, evaluation: Parameters<Thunk["force"]>[0]) => Value {
  return (thunk, evaluation) => {
    if (to.name === "listOf") return list([thunk]);
    const value = to.name === "attrsOf" ? thunk.force(evaluation) : unknown("a value turned into another");
    if (value.kind !== "list") return unknown("a value turned into another");
    const entries = new Map<string, Attr>();
    let { open } = value;
    for (const element of value.elements) {
      const name = element.force(evaluation);
      if (name.kind === "string") entries.set(name.text, attr(Thunk.of(attrs(new Map())), element.origin));
      else open = true;
    }
    return attrs(entries, open);
  };
}
