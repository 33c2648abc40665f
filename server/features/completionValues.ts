/** What can stand as a value: of the option's type, of this clan, and the functions that make values. */
import { CompletionItemKind } from "vscode-languageserver-types";
import type { CursorPlace } from "../nix/cursor/place.ts";
import type { OptionType } from "../nix/options/optionData.ts";
import { candidatesFor, publicKeyCandidates } from "./candidates.ts";
import type { Proposal } from "./completion.ts";
import { nameItems } from "./completionNames.ts";
import { keyFileItems } from "./completionPaths.ts";
import type { FeatureContext } from "./context.ts";
import { elementType } from "./optionIndex.ts";
import type { OptionPlace, OptionTreesInUse } from "./optionPlace.ts";
import { jsonText, nixString } from "./optionText.ts";

/** Functions of lib that say how a definition counts (lib/modules.nix). */
const PROPERTIES: readonly (readonly [string, string, string])[] = [
  ["mkIf", "defines something under a condition", "mkIf $1 $0"],
  ["mkForce", "wins over other definitions", "mkForce $0"],
  ["mkDefault", "gives way to other definitions", "mkDefault $0"],
  ["mkMerge", "several definitions in one", "mkMerge [\n\t$0\n]"],
  ["mkBefore", "comes before the other elements", "mkBefore $0"],
  ["mkAfter", "comes behind the other elements", "mkAfter $0"],
  ["mkOverride", "with a priority: 50 is mkForce, 1000 mkDefault", "mkOverride $1 $0"],
  ["mkOrder", "with an order: 500 is mkBefore, 1500 mkAfter", "mkOrder $1 $0"],
  ["optionals", "a list, or none", "optionals $1 [ $0 ]"],
  ["optional", "a list of one, or none", "optional $1 $0"],
  ["genAttrs", "a set from names", "genAttrs [ $1 ] (name: $0)"],
];

/** The proposals for an expression. */
export function expressionItems(
  place: Extract<CursorPlace, { kind: "value" }>,
  context: FeatureContext,
  trees: OptionTreesInUse,
): readonly Proposal[] {
  const { before } = place.typed;
  if (before[0] === "config" && before.length > 0) return configItems(place, context, trees);
  if (before.length === 1 && before[0] === "lib")
    return PROPERTIES.map(([label, detail, snippet]) => ({
      label,
      detail,
      snippet,
      kind: CompletionItemKind.Function,
    }));
  if (before.length > 0) return [];
  const files = keyFileItems(place.path, context);
  const option = trees.placeOf(place.path);
  if (option === undefined || option.call !== undefined) return files;
  return [...files, ...valuesOf(option, context), ...general(context.file.text.slice(0, place.typed.span.start))];
}

/** `config.…`: the same options, to be read. */
function configItems(
  { typed, path }: Extract<CursorPlace, { kind: "value" }>,
  context: FeatureContext,
  trees: OptionTreesInUse,
): readonly Proposal[] {
  const [, ...names] = typed.before;
  const isClan = trees.placeOf(path)?.tree === "clan";
  if (isClan) return [];
  const steps = names.map((name) => ({ kind: "name", name, start: 0, end: 0 }) as const);
  const at = trees.placeOfNames(trees.root("nixos"), names);
  if (at === undefined) return [];
  const place = { kind: "name", path: steps, typed: { ...typed, before: [] }, quoted: true } as const;
  const own = nameItems({ ...place, quoted: false }, { ...context, form: "module" }, trees);
  return own
    .filter(({ kind }) => kind !== CompletionItemKind.Keyword)
    .map(({ snippet: _, rank: __, ...proposal }) => proposal);
}

/** What can stand in place of any value, behind `text`. */
function general(text: string): readonly Proposal[] {
  const prefix = /\bwith\s+(?:[\w'-]+\.)*lib\s*;/.test(text) ? "" : "lib.";
  return [
    { label: "lib", kind: CompletionItemKind.Module, rank: 8 },
    { label: "config", kind: CompletionItemKind.Module, rank: 8 },
    ...PROPERTIES.map(([name, detail, snippet]) => ({
      label: `${prefix}${name}`,
      detail,
      snippet: `${prefix}${snippet}`,
      kind: CompletionItemKind.Function,
      rank: 9,
    })),
  ];
}

function valuesOf(option: OptionPlace, context: FeatureContext): readonly Proposal[] {
  const { data } = option.node;
  if (data === undefined) return [];
  const element = elementType(data.type);
  const type = option.isElement ? element : data.type;
  const texts = type !== undefined && takesText(type) ? candidatesFor(option, context) : [];
  return [
    ...texts.map(({ text, detail }): Proposal => {
      const insert = nixString(text);
      return { label: insert, detail, insert, kind: CompletionItemKind.Value, rank: 1 };
    }),
    ...(option.isElement ? keyItems(option, context) : []),
    ...(type === undefined ? [] : typeItems(type)),
    ...(data.default !== undefined && !option.isElement
      ? [{ label: jsonText(data.default), detail: "the default", kind: CompletionItemKind.Value, rank: 3 }]
      : []),
  ].filter(({ label }, index, all) => all.findIndex((other) => other.label === label) === index);
}

/** Whether a string can be of the type. */
function takesText(type: OptionType): boolean {
  switch (type.name) {
    case "listOf":
    case "nonEmptyListOf":
    case "attrsOf":
    case "lazyAttrsOf":
    case "attrs":
    case "submodule":
    case "bool":
      return false;
    case "nullOr":
    case "uniq":
      return takesText(type.elem);
    case "either":
      return takesText(type.left) || takesText(type.right);
    case "oneOf":
      return type.members.some(takesText);
    case "coercedTo":
      return takesText(type.from) || takesText(type.to);
    default:
      return true;
  }
}

/** Values that the type spells out. */
function typeItems(type: OptionType): readonly Proposal[] {
  const value = (label: string, rank = 2): Proposal => ({ label, kind: CompletionItemKind.EnumMember, rank });
  switch (type.name) {
    case "bool":
    case "boolByOr":
      return [value("true"), value("false")];
    case "enum":
      return type.values.map((json) => value(jsonText(json)));
    case "nullOr":
      return [...typeItems(type.elem), value("null", 3)];
    case "either":
      return [...typeItems(type.left), ...typeItems(type.right)];
    case "oneOf":
      return type.members.flatMap(typeItems);
    case "coercedTo":
      return [...typeItems(type.to), ...typeItems(type.from)];
    case "uniq":
      return typeItems(type.elem);
    case "listOf":
    case "nonEmptyListOf":
      return [{ label: "[ ]", snippet: "[ $0 ]", kind: CompletionItemKind.Value, rank: 4 }];
    case "attrsOf":
    case "lazyAttrsOf":
    case "submodule":
      return [{ label: "{ }", snippet: "{\n\t$0\n}", kind: CompletionItemKind.Value, rank: 4 }];
    default:
      return [];
  }
}

const KEY_LISTS = /\.(?:authorizedKeys|authorizedKeysAppendOnly)(?:\.\*)?$/;

/** The public keys of the clan's machines, read from where this release keeps them. */
function keyItems(option: OptionPlace, context: FeatureContext): readonly Proposal[] {
  if (!KEY_LISTS.test((option.node.data?.path ?? []).join("."))) return [];
  const folder =
    context.release.date >= "2024-12-31" ? "config.clan.core.settings.directory" : "config.clan.core.clanDir";
  return publicKeyCandidates(context).map(({ text, detail }): Proposal => {
    const insert = `(builtins.readFile (${folder} + ${nixString(`/${text}`)}))`;
    return { label: `readFile ${text}`, detail, insert, kind: CompletionItemKind.File, rank: 1 };
  });
}

/** The proposals for the inside of a string. */
export function stringItems(
  { path, interpolated }: Extract<CursorPlace, { kind: "string" }>,
  context: FeatureContext,
  trees: OptionTreesInUse,
): readonly Proposal[] {
  const option = trees.placeOf(path);
  if (option === undefined || option.call !== undefined || interpolated) return [];
  const { data } = option.node;
  const type = data === undefined ? undefined : option.isElement ? elementType(data.type) : data.type;
  const texts = candidatesFor(option, context).map(({ text, detail }) => ({ label: text, detail, rank: 1 }));
  const spelled = type === undefined ? [] : enumTexts(type).map((label) => ({ label, detail: undefined, rank: 2 }));
  return [...texts, ...spelled].map(
    ({ label, detail, rank }): Proposal => ({
      label,
      detail,
      rank,
      insert: nixString(label).slice(1, -1),
      kind: CompletionItemKind.Value,
    }),
  );
}

function enumTexts(type: OptionType): readonly string[] {
  switch (type.name) {
    case "enum":
      return type.values.filter((value) => typeof value === "string");
    case "nullOr":
    case "uniq":
      return enumTexts(type.elem);
    case "either":
      return [...enumTexts(type.left), ...enumTexts(type.right)];
    case "oneOf":
      return type.members.flatMap(enumTexts);
    default:
      return [];
  }
}
