/** How each release writes its log to standard error: with colours in 2024 always, later on a terminal only. */
import type { Release } from "../releases.ts";

export interface Output {
  /** A result, on standard output. */
  result(text: string): void;
  /** A log line about a machine. */
  info(machine: string, text: string): void;
  /** A log line about nothing in particular. */
  note(text: string): void;
  warning(text: string): void;
  error(text: string): void;
  /** The command that is about to run on a machine. */
  command(machine: string, text: string): void;
  /** Lines of a command on a machine, whole ones. */
  remote(machine: string, lines: readonly string[], stream: "stdout" | "stderr"): void;
  /** Text as it is, on standard error. */
  raw(text: string): void;
}

const raw = (text: string): void => {
  process.stderr.write(text);
};

const result = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function early(isTerminal: boolean): Output {
  const label = (machine: string) => (isTerminal ? `\x1b[32m[${machine}]\x1b[0m ` : `[${machine}] `);
  const plain = (text: string) => (isTerminal ? `\x1b[0m${text}\x1b[0m` : text);
  const note = (text: string) => raw(`\x1b[32mINFO\x1b[0m: ${text}\n`);
  return {
    result,
    raw,
    note,
    info: (_, text) => note(text),
    warning: (text) => raw(`\x1b[33;20mWARNING\x1b[0m: ${text}\n`),
    error: (text) => raw(`\x1b[31;20mERROR\x1b[0m: ${text}\n`),
    command: (machine, text) => raw(`${label(machine)}${plain(`$ ${text}`)}\n`),
    remote: (machine, lines, stream) => {
      const shown = (line: string) => (isTerminal && stream === "stderr" ? `\x1b[31m${line}\n\x1b[0m` : plain(line));
      for (const line of lines) raw(`${label(machine)}${shown(line)}\n`);
    },
  };
}

function later(isTerminal: boolean): Output {
  const label = (machine: string) => (isTerminal ? `\x1b[38;2;0;130;128m[${machine}]\x1b[0m` : `[${machine}]`);
  const coloured = (colour: string, text: string) => (isTerminal ? `\x1b[${colour}m${text}\x1b[0m` : text);
  return {
    result,
    raw,
    note: (text) => raw(`${text}\n`),
    info: (machine, text) => raw(`${label(machine)} ${text}\n`),
    warning: (text) => raw(`${coloured("33", text)}\n`),
    error: (text) => raw(`${coloured("31", text)}\n`),
    command: (machine, text) => raw(`${label(machine)}${coloured("32", ` $ ${text}`)}\n`),
    remote: (machine, lines) => {
      for (const line of lines) raw(`${label(machine)} ${line}\n`);
    },
  };
}

/** Returns the writer of a release. */
export const outputOf = (release: Release): Output =>
  release.startsWith("2024") ? early(process.stderr.isTTY) : later(process.stderr.isTTY);
