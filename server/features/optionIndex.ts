/** The declared options of a tree, to be walked name by name. */
import type { OptionDeclaration, OptionType } from "../nix/options/optionData.ts";

export interface OptionNode {
  readonly children: ReadonlyMap<string, OptionNode>;
  /** `undefined` for a name that only leads to options. */
  readonly data: OptionDeclaration | undefined;
}

interface GrowingNode extends OptionNode {
  readonly children: Map<string, GrowingNode>;
  data: OptionDeclaration | undefined;
}

function newNode(): GrowingNode {
  return { children: new Map(), data: undefined };
}

/** The tree of `options`. */
export function optionTree(options: readonly OptionDeclaration[]): OptionNode {
  const root = newNode();
  for (const option of options) {
    let node = root;
    for (const name of option.path) {
      let child = node.children.get(name);
      if (child === undefined) {
        child = newNode();
        node.children.set(name, child);
      }
      node = child;
    }
    node.data = option;
  }
  return root;
}

/** What stands under `name` at `node`; `undefined` as a name stands for one that is computed. */
export function childNode(node: OptionNode, name: string | undefined): OptionNode | undefined {
  const own = name === undefined || name === "<name>" || name === "*" ? undefined : node.children.get(name);
  return own ?? node.children.get("<name>") ?? attributeOf(node);
}

/** An attribute of a set whose values are no submodules: an option of its own in all but name. */
function attributeOf({ data }: OptionNode): OptionNode | undefined {
  const elem = data === undefined ? undefined : attributeType(data.type);
  if (data === undefined || elem === undefined || elem.name === "submodule") return undefined;
  const { path, description } = data;
  return { children: new Map(), data: { path: [...path, "<name>"], type: elem, description } };
}

function attributeType(type: OptionType): OptionType | undefined {
  switch (type.name) {
    case "attrsOf":
    case "lazyAttrsOf":
      return type.elem;
    case "nullOr":
    case "uniq":
      return attributeType(type.elem);
    case "submodule":
      return type.freeform === undefined ? undefined : attributeType(type.freeform);
    default:
      return undefined;
  }
}

/** The node at `path`. */
export function nodeAt(root: OptionNode, path: readonly string[]): OptionNode | undefined {
  let node: OptionNode | undefined = root;
  for (const name of path) node = node === undefined ? undefined : childNode(node, name);
  return node;
}

/** Whether values of `type` can be lists, and what their elements are then. */
export function elementType(type: OptionType): OptionType | undefined {
  switch (type.name) {
    case "listOf":
    case "nonEmptyListOf":
      return type.elem;
    case "nullOr":
    case "uniq":
      return elementType(type.elem);
    case "either":
      return elementType(type.left) ?? elementType(type.right);
    case "oneOf":
      return type.members.map(elementType).find((member) => member !== undefined);
    case "coercedTo":
      return elementType(type.from) ?? elementType(type.to);
    default:
      return undefined;
  }
}

/** Whether a set with names of the user's own stands under the option. */
export function isNamedSet(node: OptionNode): boolean {
  return node.children.has("<name>") || attributeOf(node) !== undefined;
}
