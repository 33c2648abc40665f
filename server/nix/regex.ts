/**
 * `builtins.match` and `builtins.split`. A pattern becomes a program whose states are visited at most once per position, so that no pattern
 * takes longer than its length times the subject's. Where libstdc++ (leftmost, mostly longest) and this matcher (leftmost, first
 * alternative) could differ, the answer is `undefined`.
 */
import { parseRegex, type RegexNode } from "./regexSyntax.ts";

type Instruction =
  | { readonly op: "bytes"; readonly bytes: Uint8Array }
  | { readonly op: "begin" }
  | { readonly op: "end" }
  | { readonly op: "save"; readonly slot: number }
  /** Goes on at `first`, and where that fails at `second`. */
  | { op: "fork"; first: number; second: number }
  | { op: "jump"; to: number }
  | { readonly op: "accept" };

export interface Regex {
  readonly program: readonly Instruction[];
  readonly groups: number;
  /** What repeats can repeat nothing: which text a group then has differs between implementations. */
  readonly emptyLoops: boolean;
  /** An alternative or an option: the first match need not be the longest. */
  readonly options: boolean;
}

/** Start and end of the match and of each group, in bytes; `undefined` for a group that took no part. */
export type Groups = readonly (readonly [number, number] | undefined)[];

const MAX_PROGRAM = 5000;
const MAX_VISITS = 4_000_000;

/** The compiled `pattern` (as `bytesOf` gives it), or `undefined` where it is no pattern that is surely understood. */
export function compileRegex(pattern: string): Regex | undefined {
  const syntax = parseRegex(pattern);
  if (syntax === undefined) return undefined;
  const program: Instruction[] = [];
  const facts = { emptyLoops: false, options: false };
  if (!emit(syntax.root, program, facts)) return undefined;
  program.push({ op: "accept" });
  return { program, groups: syntax.groups, ...facts };
}

/** Adds the program of `node`; `false` where it would be too long. */
function emit(node: RegexNode, program: Instruction[], facts: { emptyLoops: boolean; options: boolean }): boolean {
  if (program.length > MAX_PROGRAM) return false;
  switch (node.kind) {
    case "bytes":
      program.push({ op: "bytes", bytes: node.bytes });
      return true;
    case "begin":
    case "end":
      program.push({ op: node.kind });
      return true;
    case "group": {
      program.push({ op: "save", slot: 2 * node.index });
      if (!emit(node.body, program, facts)) return false;
      program.push({ op: "save", slot: 2 * node.index + 1 });
      return true;
    }
    case "sequence":
      return node.items.every((item) => emit(item, program, facts));
    case "choice":
      facts.options = true;
      return emitChoice(node.options, program, facts);
    case "repeat":
      return emitRepeat(node, program, facts);
  }
}

function emitChoice(
  options: readonly RegexNode[],
  program: Instruction[],
  facts: { emptyLoops: boolean; options: boolean },
): boolean {
  const jumps: { op: "jump"; to: number }[] = [];
  for (const [index, option] of options.entries()) {
    const last = index === options.length - 1;
    const fork = { op: "fork" as const, first: program.length + 1, second: 0 };
    if (!last) program.push(fork);
    if (!emit(option, program, facts)) return false;
    if (last) break;
    const jump = { op: "jump" as const, to: 0 };
    jumps.push(jump);
    program.push(jump);
    fork.second = program.length;
  }
  for (const jump of jumps) jump.to = program.length;
  return true;
}

function emitRepeat(
  { body, min, max }: RegexNode & { readonly kind: "repeat" },
  program: Instruction[],
  facts: { emptyLoops: boolean; options: boolean },
): boolean {
  if (canBeEmpty(body)) facts.emptyLoops = true;
  if (max !== undefined && max !== min) facts.options = true;
  for (let count = 0; count < min; count++) if (!emit(body, program, facts)) return false;
  if (max === undefined) {
    const fork = { op: "fork" as const, first: program.length + 1, second: 0 };
    const start = program.length;
    program.push(fork);
    if (!emit(body, program, facts)) return false;
    program.push({ op: "jump", to: start });
    fork.second = program.length;
    return true;
  }
  const forks: { op: "fork"; first: number; second: number }[] = [];
  for (let count = min; count < max; count++) {
    const fork = { op: "fork" as const, first: program.length + 1, second: 0 };
    forks.push(fork);
    program.push(fork);
    if (!emit(body, program, facts)) return false;
  }
  for (const fork of forks) fork.second = program.length;
  return true;
}

function canBeEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case "bytes":
      return false;
    case "begin":
    case "end":
      return true;
    case "group":
      return canBeEmpty(node.body);
    case "sequence":
      return node.items.every(canBeEmpty);
    case "choice":
      return node.options.some(canBeEmpty);
    case "repeat":
      return node.min === 0 || canBeEmpty(node.body);
  }
}

/** A text with one UTF-16 unit for each byte of its UTF-8. */
export function bytesOf(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** The text whose bytes these are; `undefined` where they are no UTF-8. */
export function textOfBytes(bytes: string): string | undefined {
  if (/^[\0-\x7f]*$/.test(bytes)) return bytes;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, "latin1"));
  } catch {
    return undefined;
  }
}

/** Runs one pattern over one subject; the work of all its searches together is bounded. */
export class Matcher {
  readonly #regex: Regex;
  readonly #subject: string;
  readonly #visited: Uint32Array;
  #round = 0;
  #visits = 0;

  /** `subject` as `bytesOf` gives it. */
  constructor(regex: Regex, subject: string) {
    this.#regex = regex;
    this.#subject = subject;
    const size = regex.program.length * (subject.length + 1);
    this.#visited = new Uint32Array(size > MAX_VISITS ? 0 : size);
  }

  /** The match of the whole subject: `null` when there is none, `undefined` when that is not known. */
  entire(): Groups | null | undefined {
    this.#round++;
    return this.#from(0, true);
  }

  /** The first match that starts at `start` or behind it. */
  search(start: number): Groups | null | undefined {
    this.#round++;
    for (let at = start; at <= this.#subject.length; at++) {
      const found = this.#from(at, false);
      if (found === null) continue;
      if (found === undefined || this.#regex.emptyLoops) return undefined;
      return !this.#regex.options || this.#longest(at) === found[0]?.[1] ? found : undefined;
    }
    return null;
  }

  #from(start: number, entire: boolean): Groups | null | undefined {
    if (this.#visited.length === 0) return undefined;
    const { program, groups } = this.#regex;
    const width = this.#subject.length + 1;
    const slots: number[] = new Array<number>(2 * groups + 2).fill(-1);
    // Pairs: a program counter with a position, or -1 - slot with the value to put back.
    const stack: number[] = [0, start];
    while (stack.length > 0) {
      let at = stack.pop() ?? 0;
      let counter = stack.pop() ?? 0;
      if (counter < 0) {
        slots[-1 - counter] = at;
        continue;
      }
      for (;;) {
        const instruction = program[counter];
        const state = counter * width + at;
        if (instruction === undefined || this.#visited[state] === this.#round) break;
        this.#visited[state] = this.#round;
        if (++this.#visits > MAX_VISITS) return undefined;
        if (instruction.op === "accept") {
          if (entire && at !== this.#subject.length) break;
          slots[0] = start;
          slots[1] = at;
          return groupsOf(slots);
        }
        if (instruction.op === "bytes") {
          if (at >= this.#subject.length || instruction.bytes[this.#subject.charCodeAt(at)] !== 1) break;
          at++;
          counter++;
        } else if (instruction.op === "fork") {
          stack.push(instruction.second, at);
          counter = instruction.first;
        } else if (instruction.op === "jump") counter = instruction.to;
        else if (instruction.op === "save") {
          stack.push(-1 - instruction.slot, slots[instruction.slot] ?? -1);
          slots[instruction.slot] = at;
          counter++;
        } else if (instruction.op === "begin" ? at === 0 : at === this.#subject.length) counter++;
        else break;
      }
    }
    return null;
  }

  /** The end of the longest match that starts at `start`; `undefined` where finding it takes too long. */
  #longest(start: number): number | undefined {
    let states = new Set([0]);
    let longest: number | undefined;
    for (let at = start; at <= this.#subject.length && states.size > 0; at++) {
      const next = new Set<number>();
      for (const counter of states) {
        if (++this.#visits > MAX_VISITS) return undefined;
        const instruction = this.#regex.program[counter];
        if (instruction === undefined) continue;
        if (instruction.op === "accept") longest = at;
        else if (instruction.op === "bytes") {
          if (at < this.#subject.length && instruction.bytes[this.#subject.charCodeAt(at)] === 1) next.add(counter + 1);
        } else if (instruction.op === "fork") states.add(instruction.first).add(instruction.second);
        else if (instruction.op === "jump") states.add(instruction.to);
        else if (instruction.op === "save") states.add(counter + 1);
        else if (instruction.op === "begin" ? at === 0 : at === this.#subject.length) states.add(counter + 1);
      }
      states = next;
    }
    return longest;
  }
}

function groupsOf(slots: readonly number[]): Groups {
  const groups: (readonly [number, number] | undefined)[] = [];
  for (let slot = 0; slot < slots.length; slot += 2) {
    const start = slots[slot] ?? -1;
    const end = slots[slot + 1] ?? -1;
    groups.push(start < 0 || end < 0 ? undefined : [start, end]);
  }
  return groups;
}

/** The same names are asked about after every edit: so many answers are kept, for texts up to this length. */
const ANSWERS_KEPT = 2_000;
const LONGEST_KEPT = 200;

/**
 * A test whether the whole of a text matches `pattern`, as `builtins.match` says; it answers `undefined` where that is not known. The
 * pattern is compiled when the first text comes.
 */
export function entireMatcher(pattern: string): (text: string) => boolean | undefined {
  let compiled: { readonly regex: Regex | undefined } | undefined;
  const answered = new Map<string, boolean | undefined>();
  return (text) => {
    if (answered.has(text)) return answered.get(text);
    compiled ??= { regex: compileRegex(bytesOf(pattern)) };
    const found = compiled.regex === undefined ? undefined : new Matcher(compiled.regex, bytesOf(text)).entire();
    const answer = found === undefined ? undefined : found !== null;
    if (answered.size >= ANSWERS_KEPT) answered.clear();
    if (text.length <= LONGEST_KEPT) answered.set(text, answer);
    return answer;
  };
}
