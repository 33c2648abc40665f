/** Patterns of option types in words: a regular expression tells few people what to write. */

/**
 * What a text must be to match, in the singular and the plural, by pattern. The patterns are those of nixpkgs'
 * lib.types and of modules as they stand there; the words say the same.
 */
const WORDS: ReadonlyMap<string, readonly [one: string, many: string]> = new Map([
  // nonEmptyWithoutTrailingSlash of nixos/modules/tasks/filesystems.nix.
  ["/|.*[^/ \t\n]|.*[^ \t\n].*[ \t\n]", ["a path that does not end in a slash", "paths that do not end in a slash"]],
  // Compression of archives, an age and a quota: nixos/modules/services/backup/borgbackup.nix.
  [
    "none|(auto,)?(lz4|zstd|zlib|lzma)(,[[:digit:]]{1,2})?",
    [
      'none, lz4, zstd, zlib or lzma, such as "auto,zstd" or "zstd,10"',
      'each none, lz4, zstd, zlib or lzma, such as "auto,zstd" or "zstd,10"',
    ],
  ],
  [
    "[[:digit:]]+[Hdwmy]",
    ['a number with its unit: "3H", "7d", "4w", "6m" or "1y"', 'numbers with units such as "7d"'],
  ],
  ["[[:digit:].]+[KMGTP]?", ['a size such as "500M", "100G" or "2T"', 'sizes such as "100G"']],
]);

/** A pattern of one bracket of characters, any number of them, as names have it. */
const NAME = /^\^?\[((?:a-z|A-Z|0-9|\.|_|-)+)\](\+|\*)\$?$/;
const CHARACTERS = [
  ["a-z", "small letters"],
  ["A-Z", "capital letters"],
  ["0-9", "digits"],
  [".", "dots"],
  ["_", "underscores"],
  ["-", "hyphens"],
] as const;

function characters(bracket: string): readonly string[] {
  const members = new Set(bracket.match(/a-z|A-Z|0-9|[._-]/g));
  const names = CHARACTERS.flatMap(([member, name]) => (members.has(member) ? [name] : []));
  return members.has("a-z") && members.has("A-Z") ? ["letters", ...names.slice(2)] : names;
}

/** Returns what a text must be to match the whole of `pattern`, a POSIX extended regular expression as `builtins.match` takes it. */
export function patternInWords(pattern: string, isPlural: boolean): string {
  const known = WORDS.get(pattern);
  if (known !== undefined) return known[isPlural ? 1 : 0];
  const [, bracket, quantity] = NAME.exec(pattern) ?? [];
  if (bracket === undefined || quantity === undefined)
    return `${isPlural ? "strings that match" : "a string that matches"} ${pattern}`;
  const names = characters(bracket);
  const last = names.at(-1) ?? "";
  const list = names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${last}` : last;
  return `${isPlural ? "strings" : "a string"} of ${list}${quantity === "*" ? ", or empty" : ""}`;
}
