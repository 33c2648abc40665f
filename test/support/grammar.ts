/** Tokenises Nix as VS Code does: vscode-textmate with the grammars that package.json contributes. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { z } from "zod";

const root = new URL("../../", import.meta.url);
const { grammars } = z
  .object({
    contributes: z.object({
      grammars: z.array(
        z.object({ scopeName: z.string(), path: z.string(), injectTo: z.array(z.string()).optional() }),
      ),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL("package.json", root), "utf8"))).contributes;

/** A piece of a line and its scopes, outermost first. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly scopes: readonly string[];
}

/** The tokens of each line of a text. */
export type Tokeniser = (text: string) => readonly (readonly Token[])[];

/** A tokeniser for Nix: with what is injected into it, or with the Nix grammar alone. */
export async function nixTokeniser({ injections }: { readonly injections: boolean }): Promise<Tokeniser> {
  const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
  await oniguruma.loadWASM(new Uint8Array(readFileSync(wasm)));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => oniguruma.createOnigScanner(sources),
      createOnigString: (text) => oniguruma.createOnigString(text),
    }),
    loadGrammar: async (scopeName) => {
      const found = grammars.find((grammar) => grammar.scopeName === scopeName);
      if (found === undefined) return null;
      return textmate.parseRawGrammar(readFileSync(new URL(found.path, root), "utf8"), found.path);
    },
    getInjections: (scopeName) =>
      injections
        ? grammars.filter(({ injectTo }) => injectTo?.includes(scopeName)).map((grammar) => grammar.scopeName)
        : [],
  });
  const grammar = await registry.loadGrammar("source.nix");
  if (grammar === null) throw new Error("package.json contributes no grammar for source.nix");
  return (text) => {
    let stack = textmate.INITIAL;
    return text.split("\n").map((line) => {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
      stack = ruleStack;
      return tokens.map(({ startIndex, endIndex, scopes }) => ({ start: startIndex, end: endIndex, scopes }));
    });
  };
}
