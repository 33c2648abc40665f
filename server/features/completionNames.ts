/** Names of options and of what the clan has, where an attribute's name is written. */
import { CompletionItemKind } from "vscode-languageserver-types";
import type { CursorPlace, Step } from "../nix/cursor/place.ts";
import type { OptionType } from "../nix/options/optionData.ts";
import { optionName } from "../nix/options/optionName.ts";
import { declaredPath } from "./candidates.ts";
import { clanNames } from "./clanNames.ts";
import type { CompletionData, Proposal } from "./completion.ts";
import { type FeatureContext, machinesOf } from "./context.ts";
import { childNode, isNamedSet, type OptionNode } from "./optionIndex.ts";
import type { OptionPlace, OptionTreesInUse } from "./optionPlace.ts";
import { jsonText, typeText } from "./optionText.ts";

/** The proposals for a name. */
export function nameItems(
  { path, typed, quoted }: Extract<CursorPlace, { kind: "name" }>,
  context: FeatureContext,
  trees: OptionTreesInUse,
): readonly Proposal[] {
  const place = trees.placeOf(path, typed.before);
  const behind = context.file.text.slice(typed.span.end);
  // A name that goes on, or has its value, is only renamed.
  const isFresh = !/^"?\s*(?:=[^=]|\.)/.test(behind) && !quoted;
  if (place === undefined || place.call !== undefined || place.isPair)
    return quoted || typed.before.length > 0 ? [] : topItems(path, trees);
  return [
    ...(quoted ? [] : optionItems(place, isFresh, context)),
    ...(quoted ? [] : ownOptions(place, context)),
    ...userNames(place, isFresh, context, trees).map((proposal) => (quoted ? unquoted(proposal) : proposal)),
    ...(place.path.length === 0 && !quoted && place.tree !== "settings" ? moduleItems(isFresh) : []),
  ];
}

/** A set that is bound to a name may be a module or not: what one begins with is told. */
function topItems(path: readonly Step[], trees: OptionTreesInUse): readonly Proposal[] {
  const [kind, last] = path.slice(-2).map((step) => step.kind);
  if (kind !== "let" || last !== "name") return [];
  const roots = trees.isOfClan() ? [trees.nixos, trees.clan] : [trees.nixos];
  const names = new Set(roots.flatMap(({ children }) => [...children.keys()]).filter((name) => !name.startsWith("_")));
  return [...names].map((label) => ({ label, kind: CompletionItemKind.Module, rank: 8 }));
}

function moduleItems(isFresh: boolean): readonly Proposal[] {
  const snippet = isFresh ? "imports = [\n\t$0\n];" : undefined;
  return [{ label: "imports", kind: CompletionItemKind.Keyword, detail: "further modules", snippet, rank: 7 }];
}

function unquoted(proposal: Proposal): Proposal {
  return { label: proposal.label, kind: proposal.kind, detail: proposal.detail };
}

function optionItems(place: OptionPlace, isFresh: boolean, context: FeatureContext): readonly Proposal[] {
  const items: Proposal[] = [];
  const byName = [...place.node.children].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, node] of byName) {
    if (name === "<name>" || name === "*" || name.startsWith("_")) continue;
    const { data } = node;
    if (data?.internal === true || data?.readOnly === true) continue;
    const quotedName = optionName([name]);
    items.push({
      label: name,
      kind: data === undefined ? CompletionItemKind.Module : CompletionItemKind.Property,
      detail: data === undefined ? undefined : `${typeText(data.type)}${data.required === true ? ", required" : ""}`,
      insert: quotedName,
      snippet: isFresh && data !== undefined ? `${quotedName}${snippetOf(node)}` : quotedName,
      rank: data?.required === true ? 1 : 3,
      data: data === undefined ? undefined : dataOf(place, name, context),
    });
  }
  return items;
}

/** Options that modules of this configuration declare themselves. */
function ownOptions(place: OptionPlace, context: FeatureContext): readonly Proposal[] {
  if (place.tree !== "nixos") return [];
  const names = new Set(machinesOf(context).flatMap(({ config }) => [...config.ownNames(...place.path)]));
  return [...names]
    .filter((name) => !place.node.children.has(name) && !name.startsWith("_"))
    .map((label) => ({
      label,
      kind: CompletionItemKind.Property,
      detail: "an option of this configuration",
      insert: optionName([label]),
      rank: 4,
    }));
}

function dataOf(place: OptionPlace, name: string, { path }: FeatureContext): CompletionData {
  const { tree, role } = place;
  return { document: path, tree, path: [...place.path, name], service: role?.service, role: role?.role };
}

/** What follows an option's name, with the places to fill in. */
function snippetOf(node: OptionNode): string {
  if (isNamedSet(node)) {
    const inner = node.children.get("<name>");
    const required = inner === undefined ? [] : requiredOf(inner);
    const lines = required.map(
      ([name, option], index) => `\n\t${optionName([name])} = ${valueSnippet(option, index + 2)};`,
    );
    return `.\${1:name} = {${lines.join("")}${lines.length === 0 ? "\n\t$0" : ""}\n};`;
  }
  return node.data === undefined ? "" : ` = ${valueSnippet(node.data.type, 1)};`;
}

function requiredOf(node: OptionNode): readonly (readonly [string, OptionType])[] {
  return [...node.children].flatMap(([name, { data }]) =>
    data?.required === true ? [[name, data.type] as const] : [],
  );
}

function valueSnippet(type: OptionType, stop: number): string {
  switch (type.name) {
    case "bool":
    case "boolByOr":
      return `\${${stop}|true,false|}`;
    case "enum":
      return `\${${stop}|${type.values.map((value) => jsonText(value).replaceAll(/[,|\\$}]/g, "\\$&")).join(",")}|}`;
    case "listOf":
    case "nonEmptyListOf":
      return `[ $${stop} ]`;
    case "str":
    case "nonEmptyStr":
    case "singleLineStr":
    case "strMatching":
      return `"$${stop}"`;
    case "separatedString":
      return `''\n\t$${stop}\n''`;
    case "nullOr":
    case "uniq":
      return valueSnippet(type.elem, stop);
    case "coercedTo":
      return valueSnippet(type.to, stop);
    case "submodule":
    case "attrsOf":
    case "lazyAttrsOf":
    case "attrs":
      return `{\n\t$${stop}\n}`;
    default:
      return `$${stop}`;
  }
}

/** Names of the user's own below an option: those that the clan has already, and those that it must have. */
function userNames(
  place: OptionPlace,
  isFresh: boolean,
  context: FeatureContext,
  trees: OptionTreesInUse,
): readonly Proposal[] {
  const isRole = declaredPath(place) === "inventory.instances.<name>.roles";
  if (isRole || !isNamedSet(place.node)) return roleNames(place, trees);
  // A name that goes on, or has its value, gets none besides.
  const inner = isFresh ? childNode(place.node, undefined) : undefined;
  return clanNames(place, context).map(([name, detail]) => namedItem(name, detail, inner));
}

function namedItem(name: string, detail: string, inner: OptionNode | undefined): Proposal {
  const insert = optionName([name]);
  const required = inner === undefined ? [] : requiredOf(inner);
  const lines = required.map(
    ([option, type], index) => `\n\t${optionName([option])} = ${valueSnippet(type, index + 1)};`,
  );
  const snippet = lines.length === 0 ? insert : `${insert} = {${lines.join("")}\n};`;
  return { label: name, kind: CompletionItemKind.Reference, detail, insert, snippet, rank: 2 };
}

/** The roles that a service has. */
function roleNames(place: OptionPlace, trees: OptionTreesInUse): readonly Proposal[] {
  const [, second, instance, last] = place.path;
  if (place.tree !== "clan" || second !== "instances" || last !== "roles" || instance === undefined) return [];
  const service = trees.serviceOf(instance);
  return trees
    .rolesOf(service)
    .map((label) => ({ label, kind: CompletionItemKind.Reference, detail: `role of ${service ?? instance}`, rank: 2 }));
}
