/** Loads the Nix grammar and turns texts into `SyntaxFile`s. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Language, Parser } from "web-tree-sitter";
import { kindTable } from "./kinds.ts";
import { type ParserParts, SyntaxFile } from "./syntaxFile.ts";

/** The two WebAssembly modules: in one folder as the build puts them, or their contents. */
export type ParserModules =
  | { readonly wasmDirectory: string }
  | { readonly engine: Uint8Array; readonly grammar: Uint8Array };

/**
 * Loads `web-tree-sitter.wasm` and `tree-sitter-nix.wasm`. Throws when a module is missing or damaged: then the installation is at fault,
 * not a user's file.
 */
export async function loadParser(modules: ParserModules): Promise<NixParser> {
  const { engine, grammar } = "wasmDirectory" in modules ? await readModules(modules.wasmDirectory) : modules;
  // V8 compiles what runs often once more, to make it faster. For the lexer of bash that costs Node 24 a second and 1.6 GB.
  for (const flag of ["--no-wasm-tier-up", "--no-wasm-dynamic-tiering"]) setFlagsFromString(flag);
  await Parser.init({ wasmBinary: engine });
  const language = await Language.load(grammar);
  return new NixParser(new Parser().setLanguage(language), language);
}

async function readModules(directory: string): Promise<{ readonly engine: Uint8Array; readonly grammar: Uint8Array }> {
  const [engine, grammar] = await Promise.all([
    readFile(join(directory, "web-tree-sitter.wasm")),
    readFile(join(directory, "tree-sitter-nix.wasm")),
  ]);
  return { engine, grammar };
}

export class NixParser {
  readonly #parts: ParserParts;

  constructor(parser: Parser, language: Language) {
    this.#parts = { parser, kinds: kindTable(language) };
  }

  /** Parses the text of an open document; `path` is absolute. Call `dispose` on the result when the document closes. */
  parse(path: string, text: string): SyntaxFile {
    return new SyntaxFile(this.#parts, path, text, true);
  }

  /** Parses a text that will not be edited. Holds nothing but the expressions; an `edit` of it parses everything again. */
  parseOnce(path: string, text: string): SyntaxFile {
    return new SyntaxFile(this.#parts, path, text, false);
  }
}
