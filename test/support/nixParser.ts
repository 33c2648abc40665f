import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { loadParser, type NixParser } from "../../server/nix/syntax/parser.ts";
import { loadShellParser, type ShellParser } from "../../server/shell/shellParser.ts";

/** The parser of scripts; the Nix parser must have been asked for before. */
export async function testShell(): Promise<ShellParser> {
  await testParser();
  const grammar = import.meta.resolve("@cursorless/tree-sitter-wasms/out/tree-sitter-bash.wasm");
  return loadShellParser(dirname(fileURLToPath(grammar)));
}

/** The parser with the modules that the build puts beside the bundles. */
export async function testParser(): Promise<NixParser> {
  const read = (name: string) => readFile(fileURLToPath(import.meta.resolve(name)));
  const [engine, grammar] = await Promise.all([
    read("web-tree-sitter/web-tree-sitter.wasm"),
    read("@cursorless/tree-sitter-wasms/out/tree-sitter-nix.wasm"),
  ]);
  return loadParser({ engine, grammar });
}
