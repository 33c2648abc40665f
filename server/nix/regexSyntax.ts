/**
 * POSIX extended regular expressions as libstdc++'s `std::regex` reads them, which is what Nix uses (POSIX.1-2017, 9.4). Texts are bytes:
 * one character of a subject is one byte of its UTF-8.
 */

export type RegexNode =
  /** One byte of those whose entry in `bytes` is 1. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "begin" }
  | { readonly kind: "end" }
  | { readonly kind: "group"; readonly index: number; readonly body: RegexNode }
  | { readonly kind: "sequence"; readonly items: readonly RegexNode[] }
  | { readonly kind: "choice"; readonly options: readonly RegexNode[] }
  | { readonly kind: "repeat"; readonly body: RegexNode; readonly min: number; readonly max: number | undefined };

export interface RegexSyntax {
  readonly root: RegexNode;
  readonly groups: number;
}

const SPECIAL = ".[\\()*+?{|^$";
const MAX_NESTING = 50;
const MAX_COUNT = 1000;

const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /[ \t-\r]/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  print: /[ -~]/,
  graph: /[!-~]/,
  xdigit: /[0-9A-Fa-f]/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is the class of control characters
  cntrl: /[\u0000-\u001f\u007f]/,
};

/** The syntax of `pattern`; `undefined` where it is wrong, or means different things to different implementations. */
export function parseRegex(pattern: string): RegexSyntax | undefined {
  const parser = new RegexParser(pattern);
  const root = parser.choice(0);
  return root === undefined || !parser.atEnd ? undefined : { root, groups: parser.groups };
}

class RegexParser {
  readonly #text: string;
  #at = 0;
  groups = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  choice(nesting: number): RegexNode | undefined {
    if (nesting > MAX_NESTING) return undefined;
    const options: RegexNode[] = [];
    do {
      const option = this.#sequence(nesting);
      if (option === undefined) return undefined;
      options.push(option);
    } while (this.#take("|"));
    const [only] = options;
    return only !== undefined && options.length === 1 ? only : { kind: "choice", options };
  }

  #sequence(nesting: number): RegexNode | undefined {
    const items: RegexNode[] = [];
    while (!this.atEnd && this.#peek() !== "|" && this.#peek() !== ")") {
      const atom = this.#atom(nesting);
      const item = atom === undefined ? undefined : this.#repeated(atom);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return { kind: "sequence", items };
  }

  #atom(nesting: number): RegexNode | undefined {
    const unit = this.#next();
    switch (unit) {
      case "^":
        return { kind: "begin" };
      case "$":
        return { kind: "end" };
      case ".":
        return { kind: "bytes", bytes: new Uint8Array(256).fill(1, 1) };
      case "[":
        return this.#bracket();
      case "(": {
        const index = ++this.groups;
        const body = this.choice(nesting + 1);
        return body !== undefined && this.#take(")") ? { kind: "group", index, body } : undefined;
      }
      case "\\": {
        const escaped = this.#next();
        return escaped !== undefined && SPECIAL.includes(escaped) ? literal(escaped) : undefined;
      }
      case "*":
      case "+":
      case "?":
      case "{":
      case undefined:
        return undefined;
      default:
        return literal(unit);
    }
  }

  /** `atom` with the `*`, `+`, `?` and `{n,m}` behind it. */
  #repeated(atom: RegexNode): RegexNode | undefined {
    let node = atom;
    for (let count = 0; ; count++) {
      let bounds: readonly [number, number | undefined] | undefined;
      if (this.#take("*")) bounds = [0, undefined];
      else if (this.#take("+")) bounds = [1, undefined];
      else if (this.#take("?")) bounds = [0, 1];
      else if (this.#take("{")) {
        bounds = this.#interval();
        if (bounds === undefined) return undefined;
      } else return node;
      if (atom.kind === "begin" || atom.kind === "end" || count > 3) return undefined;
      node = { kind: "repeat", body: node, min: bounds[0], max: bounds[1] };
    }
  }

  #interval(): readonly [number, number | undefined] | undefined {
    const found = /^(\d{1,4})(,(\d{0,4}))?\}/.exec(this.#text.slice(this.#at, this.#at + 12));
    if (found === null) return undefined;
    this.#at += found[0].length;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === "" ? undefined : Number(found[3]);
    return min > MAX_COUNT || (max !== undefined && (max > MAX_COUNT || max < min)) ? undefined : [min, max];
  }

  /** A bracket expression, behind its `[`. A backslash is an ordinary character in it. */
  #bracket(): RegexNode | undefined {
    const bytes = new Uint8Array(256);
    const negated = this.#take("^");
    for (let first = true; first || this.#peek() !== "]"; first = false) {
      if (this.#text.startsWith("[:", this.#at)) {
        const close = this.#text.indexOf(":]", this.#at);
        const members = close < 0 ? undefined : CLASSES[this.#text.slice(this.#at + 2, close)];
        if (members === undefined) return undefined;
        for (let byte = 0; byte < 128; byte++) if (members.test(String.fromCharCode(byte))) bytes[byte] = 1;
        this.#at = close + 2;
        if (this.#peek() === "-" && this.#text[this.#at + 1] !== "]") return undefined;
        continue;
      }
      if (!this.#rangeOrByte(bytes, first)) return undefined;
    }
    this.#at++;
    if (!negated) return { kind: "bytes", bytes };
    return { kind: "bytes", bytes: bytes.map((member) => 1 - member) };
  }

  #rangeOrByte(bytes: Uint8Array, first: boolean): boolean {
    const from = this.#next();
    if (from === undefined || (from === "[" && /[.=]/.test(this.#peek() ?? ""))) return false;
    // A dash is itself where it stands first or last; elsewhere implementations differ.
    if (from === "-" && !first && this.#peek() !== "]") return false;
    const start = from.charCodeAt(0);
    let end = start;
    if (this.#peek() === "-" && this.#text[this.#at + 1] !== "]") {
      this.#at++;
      const to = this.#next();
      if (to === undefined || to === "[" || to === "-" || from === "-") return false;
      end = to.charCodeAt(0);
    }
    if (start > 127 || end > 127 ? start !== end || start > 255 : end < start) return false;
    bytes.fill(1, start, end + 1);
    return true;
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #next(): string | undefined {
    return this.#text[this.#at++];
  }

  #take(unit: string): boolean {
    if (this.#peek() !== unit) return false;
    this.#at++;
    return true;
  }
}

function literal(unit: string): RegexNode {
  const bytes = new Uint8Array(256);
  bytes[unit.charCodeAt(0)] = 1;
  return { kind: "bytes", bytes };
}
