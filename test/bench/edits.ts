/** Edits as they happen while one types, at places all over a document. */
import type { Node } from "web-tree-sitter";
import type { TextChange } from "../../server/languageService.ts";
import { timeOf } from "./measure.ts";
import { BareDocument, type Parsers } from "./parsers.ts";
import type { Random } from "./random.ts";
import { type Row, row } from "./report.ts";

export const EDIT_KINDS = [
  "a character in a string",
  "a character in a name",
  "a character in a comment",
  "a binding added or removed",
  "an edit that breaks the syntax",
  "the edit that mends it",
] as const;
export type EditKind = (typeof EDIT_KINDS)[number];

/** The kinds after which the text is Nix, as it was before. */
export const SOUND_KINDS: readonly EditKind[] = EDIT_KINDS.slice(0, 4);

export interface DocumentEdit {
  readonly kind: EditKind;
  readonly change: TextChange;
}

const insert = (start: number, text: string): TextChange => ({ start, end: start, text });
const remove = (start: number, length: number): TextChange => ({ start, end: start + length, text: "" });

/** Three characters typed at `offset`, and taken away again. */
function typed(kind: EditKind, offset: number): readonly DocumentEdit[] {
  const typing = [..."abc"].map((character, index) => insert(offset + index, character));
  return [...typing, remove(offset, 3)].map((change) => ({ kind, change }));
}

/** The `;` of the binding goes and comes back, or another character that leaves the text without a syntax. */
function broken(binding: Node, random: Random): readonly DocumentEdit[] {
  const [breaks, mends] = random.pick([
    [remove(binding.endIndex - 1, 1), insert(binding.endIndex - 1, ";")],
    [insert(binding.startIndex, "{ "), remove(binding.startIndex, 2)],
    [insert(binding.endIndex - 1, " }"), remove(binding.endIndex - 1, 2)],
  ]);
  return [
    { kind: "an edit that breaks the syntax", change: breaks },
    { kind: "the edit that mends it", change: mends },
  ];
}

function added(binding: Node): readonly DocumentEdit[] {
  const text = "\n  services.added.enable = true;";
  return [insert(binding.endIndex, text), remove(binding.endIndex, text.length)].map((change) => ({
    kind: "a binding added or removed",
    change,
  }));
}

/** Edits at `places` places per kind, in a mixed order. After all of them `text` is as it was. */
export function createEdits(parsers: Parsers, text: string, places: number, random: Random): readonly DocumentEdit[] {
  const document = new BareDocument(parsers.bare, text);
  const nodes = (...types: string[]) => document.tree?.rootNode.descendantsOfType(types) ?? [];
  const bindings = nodes("binding");
  const fragments = nodes("string_fragment");
  const names = bindings.flatMap((node) => node.childForFieldName("attrpath")?.lastChild ?? []);
  const comments = nodes("comment");
  const at = (list: readonly Node[], edits: (node: Node) => readonly DocumentEdit[]) => {
    const node = list[random.below(list.length)];
    return node === undefined ? [] : edits(node);
  };
  const middle = (node: Node) => (node.startIndex + node.endIndex) >> 1;
  const edits = Array.from({ length: places }, () => [
    ...at(fragments, (node) => typed("a character in a string", middle(node))),
    ...at(names, (node) => typed("a character in a name", middle(node))),
    ...at(comments, (node) => typed("a character in a comment", node.endIndex)),
    ...at(bindings, (node) => added(node)),
    ...at(bindings, (node) => broken(node, random)),
  ]).flat();
  document.dispose();
  return edits;
}

export interface EditSamples {
  /** Milliseconds. */
  readonly engine: readonly number[];
  readonly bare: readonly number[];
}

/**
 * Milliseconds by kind of edit: `judge`, which takes over a change and asks for findings, beside a bare incremental parse of the same
 * change. Who comes first alternates. The edits of `warmUp` come before and are not counted.
 */
export function measureEdits(
  parsers: Parsers,
  text: string,
  edits: readonly DocumentEdit[],
  warmUp: readonly DocumentEdit[],
  judge: (change: TextChange) => void,
): ReadonlyMap<EditKind, EditSamples> {
  const document = new BareDocument(parsers.bare, text);
  const samples = new Map<EditKind, { engine: number[]; bare: number[] }>();
  for (const [index, { kind, change }] of [...warmUp, ...edits].entries()) {
    const reparse = document.prepare(change);
    const early = index % 2 === 0 ? timeOf(reparse) : undefined;
    const engine = timeOf(() => judge(change));
    const bare = early ?? timeOf(reparse);
    if (index < warmUp.length) continue;
    const list = samples.get(kind) ?? { engine: [], bare: [] };
    samples.set(kind, list);
    list.engine.push(engine);
    list.bare.push(bare);
  }
  document.dispose();
  return samples;
}

/** Two rows for the samples of one kind of edit, or of several taken together. */
export function editRows(name: string, samples: readonly EditSamples[]): { readonly engine: Row; readonly bare: Row } {
  return {
    engine: row(
      `${name} → findings`,
      "ms",
      samples.flatMap(({ engine }) => engine),
    ),
    bare: row(
      `${name}, bare reparse`,
      "ms",
      samples.flatMap(({ bare }) => bare),
    ),
  };
}
