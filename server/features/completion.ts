/** `textDocument/completion`: options, their values, and what of the clan they may name. */
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  MarkupKind,
} from "vscode-languageserver-types";
import { cursorPlace } from "../nix/cursor/cursor.ts";
import type { CursorPlace } from "../nix/cursor/place.ts";
import { nameItems } from "./completionNames.ts";
import { pathItems } from "./completionPaths.ts";
import { stepItems } from "./completionSteps.ts";
import { expressionItems, stringItems } from "./completionValues.ts";
import { type FeatureContext, rangesOf } from "./context.ts";
import { OptionTreesInUse } from "./optionPlace.ts";
import { whenDeclared } from "./optionReleases.ts";
import { optionMarkdown } from "./optionText.ts";

/** What one proposal is made of; where it stands in the text is added to all of them at once. */
export interface Proposal {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly detail?: string | undefined;
  /** The text to insert; the label without it. With `snippet`, in the syntax of snippets, for clients that know it. */
  readonly insert?: string | undefined;
  readonly snippet?: string | undefined;
  /** Smaller is higher; 5 without it. */
  readonly rank?: number;
  /** Markdown, where it is at hand. */
  readonly documentation?: string;
  /** What the documentation is looked up by. */
  readonly data?: CompletionData | undefined;
}

/** Where an option's documentation is found again: by its place in a tree. */
export interface CompletionData {
  readonly document: string;
  readonly tree: "nixos" | "clan" | "settings";
  readonly path: readonly string[];
  readonly service?: string | undefined;
  readonly role?: string | undefined;
}

export interface CompletionAbilities {
  readonly snippets: boolean;
}

/** More than these are not sent; the client asks again when more is typed. */
export const MOST_ITEMS = 200;

/** What can be written at `offset`. */
export function completion(context: FeatureContext, offset: number, abilities: CompletionAbilities): CompletionList {
  const place = cursorPlace(context.file.text, offset);
  if (place.kind === "none") return { isIncomplete: false, items: [] };
  const proposals = proposalsFor(place, context, new OptionTreesInUse(context));
  const typed = place.typed.last;
  const fitting = proposals.filter(
    ({ label, kind }) => isFitting(label, typed) && (abilities.snippets || kind !== CompletionItemKind.Snippet),
  );
  const order = ({ label, rank = 5 }: Proposal) =>
    label.toLowerCase().startsWith(typed.toLowerCase()) ? rank : rank + 10;
  const sorted = fitting.toSorted((a, b) => order(a) - order(b));
  const range = rangesOf(context)(place.typed.span);
  const items = sorted.slice(0, MOST_ITEMS).map((proposal, index): CompletionItem => {
    const isSnippet = abilities.snippets && proposal.snippet !== undefined;
    return {
      label: proposal.label,
      kind: proposal.kind,
      ...(proposal.detail === undefined || proposal.detail === "" ? {} : { detail: proposal.detail }),
      sortText: String(index).padStart(3, "0"),
      ...(place.kind === "string" || place.kind === "path" ? { filterText: proposal.label } : {}),
      insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      textEdit: { range, newText: isSnippet ? proposal.snippet : (proposal.insert ?? proposal.label) },
      ...(proposal.documentation !== undefined && {
        documentation: { kind: MarkupKind.Markdown, value: proposal.documentation },
      }),
      ...(proposal.data === undefined ? {} : { data: proposal.data }),
    };
  });
  return { isIncomplete: sorted.length > MOST_ITEMS, items };
}

/** The documentation of an item that was sent without it; `undefined` where there is none. */
export function completionDocumentation(context: FeatureContext, data: CompletionData): string | undefined {
  const trees = new OptionTreesInUse(context);
  const settings =
    data.service === undefined || data.role === undefined ? undefined : trees.settings(data.service, data.role);
  const root = data.tree === "settings" ? settings : trees[data.tree];
  let node = root;
  for (const name of data.path) node = node?.children.get(name) ?? node?.children.get("<name>");
  if (node?.data === undefined) return undefined;
  const { tree, service, role } = data;
  const settingsOf = service === undefined || role === undefined ? undefined : { instance: "", service, role };
  return optionMarkdown(node.data, data.path, whenDeclared({ tree, node, role: settingsOf }, context));
}

function proposalsFor(place: CursorPlace, context: FeatureContext, trees: OptionTreesInUse): readonly Proposal[] {
  switch (place.kind) {
    case "name":
      return [...either(nameItems(place, context, trees), place, context, trees), ...stepItems(place, context, trees)];
    case "value":
      return either(expressionItems(place, context, trees), place, context, trees);
    case "string":
      return [...stringItems(place, context, trees), ...pathItems(place, context)];
    case "path":
      return pathItems(place, context);
    case "none":
      return [];
  }
}

/** `items` and, where the text can be read in two ways, what the other one gives. */
function either(
  items: readonly Proposal[],
  { otherwise = [] }: Extract<CursorPlace, { kind: "name" | "value" }>,
  context: FeatureContext,
  trees: OptionTreesInUse,
): readonly Proposal[] {
  const labels = new Set(items.map(({ label }) => label));
  const more = otherwise.flatMap((place) => nameItems(place, context, trees)).filter(({ label }) => !labels.has(label));
  return [...items, ...more.map((proposal) => ({ ...proposal, rank: (proposal.rank ?? 5) + 4 }))];
}

/** Letters of what is typed in the order of the label: clients filter again, in their own ways. */
function isFitting(label: string, typed: string): boolean {
  let at = 0;
  const lower = label.toLowerCase();
  for (const letter of typed.toLowerCase()) {
    at = lower.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
