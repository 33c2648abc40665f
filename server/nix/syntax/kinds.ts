/** The node kinds of tree-sitter-nix as small numbers, so that the lowering compares numbers and not names. */

import type { Language } from "web-tree-sitter";
import type { NodeKind } from "./nodeTypes.ts";

/** Kinds by name. What the lowering does not tell apart is `other`. */
export const Kind = {
  other: 0,
  error: 1,
  comment: 2,
  identifier: 3,
  integer: 4,
  float: 5,
  pathFragment: 6,
  searchPath: 7,
  uri: 8,
  ellipses: 9,
  stringFragment: 10,
  escape: 11,
  dollarEscape: 12,
  sourceCode: 13,
  variable: 14,
  path: 15,
  homePath: 16,
  lambda: 17,
  formals: 18,
  formal: 19,
  assert: 20,
  with: 21,
  let: 22,
  if: 23,
  hasAttr: 24,
  unary: 25,
  binary: 26,
  apply: 27,
  select: 28,
  parenthesized: 29,
  attrs: 30,
  letAttrs: 31,
  recAttrs: 32,
  string: 33,
  indentedString: 34,
  bindingSet: 35,
  binding: 36,
  inherit: 37,
  inheritFrom: 38,
  attrPath: 39,
  inheritedAttrs: 40,
  interpolation: 41,
  list: 42,
  openBrace: 43,
  closeBrace: 44,
  comma: 45,
  semicolon: 46,
  colon: 47,
  equals: 48,
  at: 49,
  letWord: 50,
  inWord: 51,
  recWord: 52,
  withWord: 53,
  assertWord: 54,
  token: 55,
} as const;

/** One of the numbers of `Kind`. */
export type Kind = (typeof Kind)[keyof typeof Kind];

/** Every kind of named node that the grammar has; the compiler tells when it gets another one. */
const NAMED: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
    comment: Kind.comment,
    identifier: Kind.identifier,
    integer_expression: Kind.integer,
    float_expression: Kind.float,
    path_fragment: Kind.pathFragment,
    spath_expression: Kind.searchPath,
    uri_expression: Kind.uri,
    ellipses: Kind.ellipses,
    string_fragment: Kind.stringFragment,
    escape_sequence: Kind.escape,
    dollar_escape: Kind.dollarEscape,
    source_code: Kind.sourceCode,
    variable_expression: Kind.variable,
    path_expression: Kind.path,
    hpath_expression: Kind.homePath,
    function_expression: Kind.lambda,
    formals: Kind.formals,
    formal: Kind.formal,
    assert_expression: Kind.assert,
    with_expression: Kind.with,
    let_expression: Kind.let,
    if_expression: Kind.if,
    has_attr_expression: Kind.hasAttr,
    unary_expression: Kind.unary,
    binary_expression: Kind.binary,
    apply_expression: Kind.apply,
    select_expression: Kind.select,
    parenthesized_expression: Kind.parenthesized,
    attrset_expression: Kind.attrs,
    let_attrset_expression: Kind.letAttrs,
    rec_attrset_expression: Kind.recAttrs,
    string_expression: Kind.string,
    indented_string_expression: Kind.indentedString,
    binding_set: Kind.bindingSet,
    binding: Kind.binding,
    inherit: Kind.inherit,
    inherit_from: Kind.inheritFrom,
    attrpath: Kind.attrPath,
    inherited_attrs: Kind.inheritedAttrs,
    interpolation: Kind.interpolation,
    list_expression: Kind.list,
    ERROR: Kind.error,
  } satisfies Record<NodeKind, Kind>),
);

const TOKENS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["{", Kind.openBrace],
  ["}", Kind.closeBrace],
  [",", Kind.comma],
  [";", Kind.semicolon],
  [":", Kind.colon],
  ["=", Kind.equals],
  ["@", Kind.at],
  ["let", Kind.letWord],
  ["in", Kind.inWord],
  ["rec", Kind.recWord],
  ["with", Kind.withWord],
  ["assert", Kind.assertWord],
]);

/** The kind of each node type of `language`, by the grammar's type id. Ids that are not in it are ERROR nodes. */
export function kindTable(language: Language): readonly Kind[] {
  return language.types.map((name, id) =>
    language.nodeTypeIsNamed(id) ? (NAMED.get(name) ?? Kind.other) : (TOKENS.get(name) ?? Kind.token),
  );
}

/** Whether nodes of `kind` never have children, so that a walk need not ask. */
export function isLeaf(kind: Kind): boolean {
  return (kind >= Kind.comment && kind <= Kind.dollarEscape) || kind >= Kind.openBrace;
}

/** Whether nodes of `kind` stand for an expression. */
export function isExpression(kind: Kind): boolean {
  switch (kind) {
    case Kind.integer:
    case Kind.float:
    case Kind.searchPath:
    case Kind.uri:
      return true;
    case Kind.formals:
    case Kind.formal:
      return false;
    default:
      return (kind >= Kind.variable && kind <= Kind.indentedString) || kind === Kind.list;
  }
}

/** Whether nodes of `kind` stand in a set or `let`. */
export function isBinding(kind: Kind): boolean {
  return kind === Kind.binding || kind === Kind.inherit || kind === Kind.inheritFrom;
}
