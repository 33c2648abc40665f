/** The words that are no names in Nix. */
const KEYWORDS: ReadonlySet<string> = new Set([
  "assert",
  "else",
  "if",
  "in",
  "inherit",
  "let",
  "or",
  "rec",
  "then",
  "with",
]);

/**
 * An option's path as Nix writes it: names that are no identifiers are quoted (lib/options.nix, `showOption`). "<name>" and "*" stand for
 * names that are not known and stay as they are.
 */
export function optionName(path: readonly string[]): string {
  return path.map(attributeName).join(".");
}

function attributeName(name: string): string {
  if (name === "<name>" || name === "*") return name;
  if (/^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(name) && !KEYWORDS.has(name)) return name;
  return `"${name
    .replace(/["\\]|\$(?=\{)/g, "\\$&")
    .replace(/\n/g, "\\n")
    .replace(/\r/g, "\\r")
    .replace(/\t/g, "\\t")}"`;
}
