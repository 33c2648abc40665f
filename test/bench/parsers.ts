/** The parser of the engine, and the bare one that it is compared with. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Edit, Language, Parser, type Point, type Tree } from "web-tree-sitter";
import { NixParser } from "../../server/nix/syntax/parser.ts";
import type { TextChange } from "../../server/nix/syntax/syntaxFile.ts";

export interface Parsers {
  readonly bare: Parser;
  readonly nix: NixParser;
}

/** Both parsers over one WebAssembly memory: `memory` where the caller wants to watch it. */
export async function loadParsers(memory?: object): Promise<Parsers> {
  const read = (name: string) => readFileSync(fileURLToPath(import.meta.resolve(name)));
  const wasmBinary = read("web-tree-sitter/web-tree-sitter.wasm");
  await Parser.init(memory === undefined ? { wasmBinary } : { wasmBinary, wasmMemory: memory });
  const language = await Language.load(read("@cursorless/tree-sitter-wasms/out/tree-sitter-nix.wasm"));
  return {
    bare: new Parser().setLanguage(language),
    nix: new NixParser(new Parser().setLanguage(language), language),
  };
}

/** Reads and parses the files, as any tool has to that looks at them. */
export function parseFiles(parser: Parser, files: readonly string[]): void {
  for (const file of files) parser.parse(readFileSync(file, "utf8"))?.delete();
}

/** A document that is parsed again after each edit, and nothing else is done with it. */
export class BareDocument {
  readonly #parser: Parser;
  #text: string;
  #tree: Tree | null;

  constructor(parser: Parser, text: string) {
    this.#parser = parser;
    this.#text = text;
    this.#tree = parser.parse(text);
  }

  get tree(): Tree | null {
    return this.#tree;
  }

  /** Takes over the text and finds rows and columns; returns what is left to do, which is to be measured. */
  prepare(change: TextChange): () => void {
    const before = this.#text;
    const after = before.slice(0, change.start) + change.text + before.slice(change.end);
    const edit = new Edit({
      startIndex: change.start,
      oldEndIndex: change.end,
      newEndIndex: change.start + change.text.length,
      startPosition: pointAt(before, change.start),
      oldEndPosition: pointAt(before, change.end),
      newEndPosition: pointAt(after, change.start + change.text.length),
    });
    this.#text = after;
    return () => {
      const old = this.#tree;
      old?.edit(edit);
      this.#tree = this.#parser.parse(after, old);
      old?.delete();
    };
  }

  dispose(): void {
    this.#tree?.delete();
    this.#tree = null;
  }
}

/** The row and column of an offset; both count from 0. */
function pointAt(text: string, offset: number): Point {
  const before = text.slice(0, offset);
  return { row: before.split("\n").length - 1, column: offset - (before.lastIndexOf("\n") + 1) };
}
