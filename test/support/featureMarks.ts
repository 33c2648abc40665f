/** Asks a server what a mark of a fixture is about, and writes the answer as the mark does. */
import { LineIndex, type Range } from "../../server/nix/source.ts";
import type { Mark } from "./fixture.ts";

export interface Asked {
  readonly uri: string;
  readonly text: string;
  readonly request: (method: string, params?: unknown) => Promise<unknown>;
  /** Text and name of a file by its address. */
  readonly fileAt: (uri: string) => { readonly name: string; readonly text: string };
}

type Answer = (mark: Mark, asked: Asked) => Promise<string>;

const at = ({ line, start }: Mark, { uri }: Asked, character = start) => ({
  textDocument: { uri },
  position: { line, character },
});
const rangeOf = ({ line, start, end }: Mark): Range => ({
  start: { line, character: start },
  end: { line, character: end },
});
const list = (answer: unknown): readonly Record<string, unknown>[] => (Array.isArray(answer) ? answer : []);
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const lineOf = (range: unknown): number => Number(Object(Object(range).start).line) + 1;
const begins = (mark: Mark, range: unknown) => isSame(Object(range).start, { line: mark.line, character: mark.start });

/** Locations as the file and the line that they are in, in order. */
function places(answer: unknown, { fileAt }: Asked): string {
  return list(answer)
    .map(({ uri, range }) => {
      const { name, text } = fileAt(String(uri));
      return `${name} ${text.split("\n")[lineOf(range) - 1]?.trim()}`;
    })
    .join(" | ");
}

/** All symbols of a tree. */
function* symbols(answer: unknown): Generator<Record<string, unknown>> {
  for (const symbol of list(answer)) {
    yield symbol;
    yield* symbols(symbol["children"]);
  }
}

async function renamed(mark: Mark, asked: Asked): Promise<string> {
  const params = { ...at(mark, asked), newName: "another" };
  try {
    const { changes = {} } = Object(await asked.request("textDocument/rename", params));
    const edits = Object.values(changes).flatMap(list);
    return `${edits.length} edits`;
  } catch (error) {
    return `refused: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The words of the tokens of a document that begin where the mark does, by their type. */
async function tokenAt(mark: Mark, { uri, request }: Asked): Promise<string> {
  const data: readonly number[] = Object(
    await request("textDocument/semanticTokens/full", { textDocument: { uri } }),
  ).data;
  let [line, character] = [0, 0];
  for (let index = 0; index < data.length; index += 5) {
    const [lines = 0, characters = 0, length = 0] = data.slice(index, index + 3);
    character = lines === 0 ? character + characters : characters;
    line += lines;
    if (line === mark.line && character === mark.start && length === mark.end - mark.start) return "property";
  }
  return "";
}

const inDocument =
  (method: string, told: (answer: unknown, mark: Mark, asked: Asked) => string): Answer =>
  async (mark, asked) => {
    const whole = { start: { line: 0, character: 0 }, end: new LineIndex(asked.text).positionAt(asked.text.length) };
    const params = { textDocument: { uri: asked.uri }, range: whole, positions: [at(mark, asked).position] };
    return told(await asked.request(`textDocument/${method}`, params), mark, asked);
  };

/** How each kind of mark is asked about; the answer is to hold the mark's words, or to be empty for `nothing`. */
export const ANSWERS: Readonly<Record<string, Answer>> = {
  hover: async (mark, asked) => {
    const answer = Object(await asked.request("textDocument/hover", at(mark, asked)));
    return String(Object(answer.contents).value ?? "");
  },
  // Behind the marked text, which is what has been typed.
  completion: async (mark, asked) => {
    const answer = await asked.request("textDocument/completion", at(mark, asked, mark.end));
    return list(Object(answer).items)
      .map(({ label }) => String(label))
      .join("\n");
  },
  definition: async (mark, asked) => places(await asked.request("textDocument/definition", at(mark, asked)), asked),
  references: async (mark, asked) => {
    const params = { ...at(mark, asked), context: { includeDeclaration: true } };
    return places(await asked.request("textDocument/references", params), asked);
  },
  highlight: async (mark, asked) =>
    String(list(await asked.request("textDocument/documentHighlight", at(mark, asked))).length),
  rename: renamed,
  token: tokenAt,
  link: inDocument("documentLink", (answer, mark) =>
    String(list(answer).find(({ range }) => begins(mark, range))?.["target"] ?? ""),
  ),
  symbol: inDocument("documentSymbol", (answer, mark) =>
    String([...symbols(answer)].find(({ selectionRange }) => isSame(selectionRange, rangeOf(mark)))?.["name"] ?? ""),
  ),
  lens: inDocument("codeLens", (answer, mark) =>
    list(answer)
      .filter(({ range }) => begins(mark, range))
      .map(({ command }) => String(Object(command).title))
      .join("\n"),
  ),
  hint: inDocument("inlayHint", (answer, mark) =>
    String(
      list(answer).find(({ position }) => isSame(position, { line: mark.line, character: mark.end }))?.["label"] ?? "",
    ),
  ),
  fold: inDocument("foldingRange", (answer, mark) =>
    String(Number(list(answer).find(({ startLine }) => startLine === mark.line)?.["startLine"]) + 1),
  ),
  selection: inDocument("selectionRange", (answer, _, { text }) => {
    const texts: string[] = [];
    const lines = new LineIndex(text);
    for (let range = Object(list(answer)[0]); range.range !== undefined; range = Object(range.parent))
      texts.push(text.slice(lines.offsetAt(range.range.start), lines.offsetAt(range.range.end)));
    return texts.join("\n");
  }),
};
