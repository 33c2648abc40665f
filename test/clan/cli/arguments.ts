/** What Python's argparse makes of a command line: its errors, its usage texts, its exit code 2. */
import type { Release } from "../releases.ts";
import { groupNamed, type Leaf, leavesOf, TOP_LEVEL } from "./commands.ts";
import { recordingOf } from "./recorded.ts";

export interface Invocation {
  /** `backups list`, `show` … */
  readonly command: string;
  /** By the first name of the option; a switch has no values. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
}

export type Parsed =
  | { readonly kind: "run"; readonly invocation: Invocation }
  | { readonly kind: "answer"; readonly exit: number; readonly stdout: string; readonly stderr: string };

/** Lines are 80 columns wide less 2. */
const WIDTH = 78;

const programOf = (release: Release, path: readonly string[]): string =>
  [release.startsWith("2024") ? "clan" : "clan [-h] [SUBCOMMAND]", ...path].join(" ");

function lines(start: string, parts: readonly string[], indent: number): readonly string[] {
  const found: string[] = [];
  let line = start;
  for (const part of parts) {
    const isFull = line.length + 1 + part.length > WIDTH && line.trim() !== "";
    if (isFull) found.push(line);
    line = isFull ? " ".repeat(indent) + part : `${line}${line.trim() === "" ? "" : " "}${part}`;
  }
  return [...found, line];
}

/** The usage of a subcommand, broken as argparse breaks it: options first, arguments on lines of their own when it is long. */
function usageOf(program: string, options: readonly string[], taken: readonly string[]): string {
  const start = `usage: ${program}`;
  const whole = [start, ...options, ...taken].join(" ");
  if (whole.length <= WIDTH) return `${whole}\n`;
  const indent = start.length + 1;
  const broken = [...lines(start, options, indent), ...lines(" ".repeat(indent), taken, indent)];
  return `${broken.join("\n")}\n`;
}

function leafUsage(release: Release, leaf: Leaf): string {
  const options = leaf.options.map(({ flags: [flag = ""], values }) => `[${[flag, ...values].join(" ")}]`);
  const taken = leaf.arguments.map(({ name, isMany }) => (isMany ? `[${name} ...]` : name));
  return usageOf(programOf(release, leaf.path), ["[-h]", ...options], taken);
}

const answer = (exit: number, stdout: string, stderr: string): Parsed => ({ kind: "answer", exit, stdout, stderr });

function wrongChoice(release: Release, path: readonly string[], choices: readonly string[], given: string): Parsed {
  const isTop = path.length === 0;
  const program = isTop ? "clan" : programOf(release, path);
  const braces = `{${choices.join(",")}}`;
  const topUsage = release.startsWith("2024")
    ? usageOf("clan", ["[-h]"], [braces, "..."])
    : `usage: ${programOf(release, [])}\n`;
  const usage = isTop ? topUsage : usageOf(program, ["[-h]"], [braces, "..."]);
  const names = choices.map((choice) => `'${choice}'`).join(", ");
  return answer(
    2,
    "",
    `${usage}${program}: error: argument ${braces}: invalid choice: '${given}' (choose from ${names})\n`,
  );
}

/** Reads the options and words after the subcommand. */
function parseLeaf(release: Release, leaf: Leaf, args: readonly string[]): Parsed {
  const refuse = (message: string) =>
    answer(2, "", `${leafUsage(release, leaf)}${programOf(release, leaf.path)}: error: ${message}\n`);
  const options = new Map<string, readonly string[]>();
  const words: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "-h" || arg === "--help") return answer(0, leafUsage(release, leaf), "");
    if (arg === "--") {
      words.push(...rest.splice(0));
      break;
    }
    const [name = "", ...inline] = arg.startsWith("--") && arg.includes("=") ? split(arg) : [arg];
    const option = leaf.options.find(({ flags }) => flags.includes(name));
    if (option === undefined && /^-./.test(arg)) return refuse(`unrecognized arguments: ${arg}`);
    if (option === undefined) {
      words.push(arg);
      continue;
    }
    const values = [...inline, ...rest.splice(0, option.values.length - inline.length)];
    const count = option.values.length === 1 ? "one argument" : `${option.values.length} arguments`;
    if (values.length < option.values.length) return refuse(`argument ${option.flags.join("/")}: expected ${count}`);
    options.set(option.flags[0] ?? "", values);
  }
  const missing = leaf.arguments.slice(words.length).filter(({ isMany }) => isMany !== true);
  if (missing.length > 0) {
    return refuse(`the following arguments are required: ${missing.map(({ name }) => name).join(", ")}`);
  }
  const surplus = leaf.arguments.some(({ isMany }) => isMany) ? [] : words.slice(leaf.arguments.length);
  if (surplus.length > 0) return refuse(`unrecognized arguments: ${surplus.join(" ")}`);
  return { kind: "run", invocation: { command: leaf.path.join(" "), options, words } };
}

const split = (arg: string): readonly string[] => [arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1)];

/** Returns what the release makes of the arguments: a command to run, or an answer with its exit code. */
export function parseArguments(release: Release, args: readonly string[]): Parsed {
  const [first, second, ...rest] = args;
  if (first === undefined || first === "-h" || first === "--help") {
    const { stdout, exit } = recordingOf(release, "no-arguments");
    return answer(exit, stdout, "");
  }
  const group = groupNamed(release, first);
  if (!TOP_LEVEL[release].includes(group)) return wrongChoice(release, [], TOP_LEVEL[release], first);
  const leaves = leavesOf(release).filter(({ path }) => path[0] === group);
  const alone = leaves.find(({ path }) => path.length === 1);
  if (alone !== undefined) return parseLeaf(release, alone, args.slice(1));
  const leaf = leaves.find(({ path }) => path[1] === second);
  if (leaf !== undefined) return parseLeaf(release, leaf, rest);
  const choices = leaves.flatMap(({ path }) => path[1] ?? []);
  if (choices.length === 0) return answer(1, "", `stand-in: clan ${group} is not played\n`);
  if (second === undefined || second === "-h" || second === "--help") {
    return answer(0, usageOf(programOf(release, [group]), ["[-h]"], [`{${choices.join(",")}}`, "..."]), "");
  }
  return wrongChoice(release, [group], choices, second);
}
