export interface Flags {
  readonly words: readonly string[];
  /** The value of each option, the last one given, `""` for a switch; `-p` and `--property` are told apart by the caller. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

/**
 * Splits a command line of systemd's or util-linux' programs: `-n 5`, `-n5`, `--lines=5`, `--lines 5`, `--` ends the
 * options. `valued` names those that take a value.
 */
export function parseFlags(args: readonly string[], valued: readonly string[]): Flags {
  const words: string[] = [];
  const options = new Map<string, string[]>();
  const add = (name: string, value: string) => options.set(name, [...(options.get(name) ?? []), value]);
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") {
      words.push(...rest);
      break;
    }
    const [name = "", value] = arg.startsWith("--") ? split(arg, "=") : [arg.slice(0, 2), arg.slice(2) || undefined];
    if (!arg.startsWith("-")) words.push(arg);
    else if (valued.includes(name)) add(name, value ?? rest.shift() ?? "");
    else add(name, value ?? "");
  }
  return { words, options };
}

function split(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** Returns the values of an option under any of its names. */
export const valuesOf = ({ options }: Flags, ...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => options.get(name) ?? []);

/** Returns whether a unit's name fits a pattern with `*` and `?`, as systemctl's arguments do. */
export function fits(pattern: string, unit: string): boolean {
  const escaped = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`).test(unit);
}
