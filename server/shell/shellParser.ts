/** Reads shell scripts with tree-sitter's grammar of bash. Nothing else sees that tree. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Language, Parser } from "web-tree-sitter";
import { lowerScript } from "./lowerScript.ts";
import type { ShellScript } from "./script.ts";

/** Stands in a script for what is not known. */
export const GAP = "NIXGAP";

/**
 * Loads `tree-sitter-bash.wasm` from `directory`. `web-tree-sitter` must be initialised, as loading the Nix grammar does. Throws when the file
 * is missing or damaged.
 */
export async function loadShellParser(directory: string): Promise<ShellParser> {
  const language = await Language.load(await readFile(join(directory, "tree-sitter-bash.wasm")));
  return new ShellParser(new Parser().setLanguage(language));
}

/** Scripts that are longer are not read. */
const LONGEST = 100_000;

export class ShellParser {
  readonly #parser: Parser;

  constructor(parser: Parser) {
    this.#parser = parser;
  }

  /** The script in `pieces`, of which those that are not known are `undefined`; `undefined` where it is no shell text. */
  read(pieces: readonly (string | undefined)[]): ShellScript | undefined {
    const text = pieces.map((piece) => piece ?? GAP).join("");
    if (text.length > LONGEST) return undefined;
    const tree = this.#parser.parse(text);
    if (tree === null) return undefined;
    try {
      return tree.rootNode.hasError ? undefined : lowerScript(tree.rootNode);
    } finally {
      tree.delete();
    }
  }
}
