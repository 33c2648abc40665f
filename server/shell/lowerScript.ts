/** From the syntax tree of a script to its commands. What `set -e` does is that of bash(1), "set". */
import type { Node } from "web-tree-sitter";
import type { ShellAssignment, ShellCommand, ShellExpansion, ShellScript } from "./script.ts";

/** See `GAP` in shellParser.ts. */
const GAP_TEXT = "NIXGAP";

interface Context {
  readonly guarded: boolean;
  readonly assigned: boolean;
}

const TOP: Context = { guarded: false, assigned: false };
/** The words of a command: what fails there does not end the script. */
const IN_WORDS: Context = { guarded: true, assigned: false };

/** Returns what `root`, the tree of a whole script without an error, says. */
export function lowerScript(root: Node): ShellScript {
  const lowering = new Lowering();
  lowering.all(root, TOP);
  return { ...lowering.script(), expansions: unsetIn(root) };
}

/** What is read with `$x` or `${x}` and stands nowhere else in the text of `root`. */
function unsetIn(root: Node): ShellExpansion[] {
  const found: ShellExpansion[] = [];
  for (const node of root.descendantsOfType(["simple_expansion", "expansion"])) {
    const name = node === null ? undefined : /^\$\{?#?(\w+)(?:\[[@*]\])?\}?$/.exec(node.text)?.[1];
    if (node !== null && name !== undefined && !standsAlone(name, root.text)) found.push({ name, text: node.text });
  }
  return found;
}

/** Whether `name` stands in `text` where it is not read: as the target of an assignment or of `read`, in a loop, in a comment. */
function standsAlone(name: string, text: string): boolean {
  return new RegExp(`(?<!\\$|\\$\\{[#!]?|\\w)${name}(?!\\w)`).test(text);
}

class Lowering {
  readonly #commands: ShellCommand[] = [];
  readonly #assignments: ShellAssignment[] = [];
  readonly #functions = new Set<string>();
  readonly #written: string[] = [];
  #unknown = false;
  #pathSet = false;

  script(): Omit<ShellScript, "expansions"> {
    return {
      commands: this.#commands,
      assignments: this.#assignments,
      functions: this.#functions,
      written: this.#written,
      open: this.#unknown,
    };
  }

  all(node: Node, context: Context): void {
    for (const child of node.namedChildren) if (child !== null) this.#statement(child, context);
  }

  #statement(node: Node, context: Context): void {
    switch (node.type) {
      case "command":
        this.#command(node, context);
        break;
      case "variable_assignment":
        this.#assignment(node, context, false);
        break;
      case "declaration_command":
        for (const child of node.namedChildren)
          if (child?.type === "variable_assignment") this.#assignment(child, context, true);
        break;
      case "list":
        this.#list(node, context);
        break;
      case "negated_command":
        this.all(node, { ...context, guarded: true });
        break;
      case "if_statement":
      case "elif_clause":
      case "while_statement":
        this.#conditional(node, context);
        break;
      case "function_definition": {
        const name = node.childForFieldName("name")?.text;
        if (name !== undefined) this.#functions.add(name);
        this.all(node, IN_WORDS);
        break;
      }
      case "file_redirect":
        this.#redirect(node);
        break;
      case "comment":
        break;
      default:
        this.all(node, context);
    }
  }

  /** Of `a && b` and `a || b` only the failure of what stands last counts. */
  #list(node: Node, context: Context): void {
    const parts = node.namedChildren.filter((child) => child !== null && child.type !== "comment");
    for (const [index, part] of parts.entries())
      if (part !== null) this.#statement(part, index < parts.length - 1 ? { ...context, guarded: true } : context);
  }

  #conditional(node: Node, context: Context): void {
    const conditions = new Set(node.childrenForFieldName("condition").map((child) => child?.id));
    for (const child of node.namedChildren)
      if (child !== null) this.#statement(child, conditions.has(child.id) ? { ...context, guarded: true } : context);
  }

  #command(node: Node, context: Context): void {
    const nameNode = node.childForFieldName("name");
    const name = nameNode === null ? undefined : literalOf(nameNode);
    const words = node.childrenForFieldName("argument").filter((word) => word !== null);
    for (const child of node.namedChildren) if (child?.type === "variable_assignment") this.#note(child);
    const setsPath = node.namedChildren.some(
      (child) => child?.type === "variable_assignment" && child.childForFieldName("name")?.text === "PATH",
    );
    this.#commands.push({
      name,
      arguments: words.map(literalOf),
      text: node.text.slice((nameNode?.startIndex ?? node.startIndex) - node.startIndex),
      guarded: context.guarded,
      assigned: context.assigned,
      afterUnknown: this.#unknown,
      afterPath: this.#pathSet || setsPath,
    });
    if (nameNode?.text === GAP_TEXT && words.length === 0) this.#unknown = true;
    if (name === "source" || name === "." || name === "eval" || name === "trap" || name === "alias")
      this.#unknown = true;
    if (name === "set" && words.some((word) => /^\+/.test(word.text))) this.#unknown = true;
    for (const child of node.namedChildren) if (child !== null) this.all(child, IN_WORDS);
  }

  #note(node: Node): { readonly name: string; readonly value: Node | null } {
    const name = node.childForFieldName("name")?.text ?? "";
    const value = node.childForFieldName("value");
    this.#assignments.push({ name, value: value === null ? "" : literalOf(value), text: node.text });
    return { name, value };
  }

  #assignment(node: Node, context: Context, declared: boolean): void {
    const { name, value } = this.#note(node);
    if (name === "PATH") this.#pathSet = true;
    if (value === null) return;
    // `export x=$(…)` succeeds whatever the command does.
    const inside =
      declared || value.type !== "command_substitution" ? IN_WORDS : { guarded: context.guarded, assigned: true };
    if (value.type === "command_substitution") this.#lastOf(value, inside);
    else this.all(value, inside);
  }

  /** Of several statements the last one decides about the failure of the whole. */
  #lastOf(node: Node, context: Context): void {
    const parts = node.namedChildren.filter((child) => child !== null && child.type !== "comment");
    for (const [index, part] of parts.entries())
      if (part !== null) this.#statement(part, index === parts.length - 1 ? context : IN_WORDS);
  }

  #redirect(node: Node): void {
    const destination = node.childForFieldName("destination");
    const file = destination === null ? undefined : literalOf(destination);
    if (file !== undefined && /^\d*&?>/.test(node.text)) this.#written.push(file);
    if (destination !== null) this.all(destination, IN_WORDS);
  }
}

/** The text that a word stands for; `undefined` where it is computed or not known. */
function literalOf(node: Node): string | undefined {
  const { type, text } = node;
  if (text.includes(GAP_TEXT)) return text === GAP_TEXT || !text.includes("/") ? undefined : text;
  if (type === "command_name") {
    const [inner] = node.namedChildren;
    return inner === null || inner === undefined ? text : literalOf(inner);
  }
  if (type === "word" || type === "number") return /[\\*?[~]/.test(text) ? undefined : text;
  if (type === "raw_string") return text.slice(1, -1);
  if (type === "string") return /[$`\\]/.test(text) ? undefined : text.slice(1, -1);
  if (type !== "concatenation") return undefined;
  const parts = node.namedChildren.map((child) => (child === null ? undefined : literalOf(child)));
  return parts.every((part) => part !== undefined) ? parts.join("") : undefined;
}
