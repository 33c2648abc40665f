/** Questions of generators, on a terminal or from a pipe. */
import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";

export interface Prompts {
  readonly isTerminal: boolean;
  /**
   * Writes the question and returns the next line; `undefined`: the input is at its end. What is typed for a hidden one is
   * not shown, from before the question is.
   */
  line(question: string, isHidden: boolean): Promise<string | undefined>;
  /** Returns everything up to the end of the input (Ctrl-D on a terminal). */
  rest(): Promise<string>;
  close(): void;
}

/** Reads answers from standard input. Nothing is read before the first question. */
export function promptsOf(input: NodeJS.ReadStream): Prompts {
  const shown = { isHidden: false };
  const echo = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      if (!shown.isHidden) process.stdout.write(piece);
      done();
    },
  });
  const open = (): Interface => createInterface({ input, output: echo, terminal: input.isTTY, historySize: 0 });
  const opened: { lines?: AsyncIterator<string>; reader?: Interface } = {};
  const next = async () => {
    opened.reader ??= open();
    opened.lines ??= opened.reader[Symbol.asyncIterator]();
    const { value, done } = await opened.lines.next();
    return done === true ? undefined : value;
  };
  return {
    isTerminal: input.isTTY,
    line: async (question, isHidden) => {
      opened.reader ??= open();
      shown.isHidden = isHidden;
      process.stdout.write(question);
      const answer = await next();
      if (isHidden && input.isTTY) process.stdout.write("\n");
      return answer;
    },
    rest: async () => {
      const lines: string[] = [];
      for (let line = await next(); line !== undefined; line = await next()) lines.push(line);
      return lines.join("\n");
    },
    close: () => opened.reader?.close(),
  };
}
