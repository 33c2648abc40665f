/** How each release tells that a command failed. */
import { type RemoteResult, shellWord } from "./ssh.ts";

/** A text as Python's repr writes it. */
function pythonText(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return text.includes("'") && !text.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

/** The uncaught exception of 2024. */
export function calledProcessError({ argv, code }: RemoteResult): string {
  const list = `[${argv.map(pythonText).join(", ")}]`;
  const message = `subprocess.CalledProcessError: Command '${list}' returned non-zero exit status ${code}.`;
  return `Traceback (most recent call last):\n${message}\n`;
}

/** A command line over several lines: an option and the word after it share one. */
function shownCommand(argv: readonly string[]): string {
  const lines: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? "";
    const next = argv[index + 1];
    const isPair = word.startsWith("-") && next !== undefined;
    lines.push(isPair ? `${shellWord(word)} ${shellWord(next)}` : shellWord(word));
    if (isPair) index++;
  }
  return lines.join(" \\\n    ");
}

const banner = (title: string): string => {
  const text = ` ${title} `;
  const left = Math.floor((80 - text.length) / 2);
  return "=".repeat(left) + text + "=".repeat(80 - text.length - left);
};

/** The error text of a command since 2025: the command, what it wrote, its exit code. */
export function commandError({ argv, stdout, stderr, code }: RemoteResult): string {
  const out = stdout === "" ? "" : `${banner("Stdout")}\n${stdout}`;
  const error = stderr === "" ? "" : `${banner("Stderr")}\n${stderr}`;
  return `\n${banner("Command")}\n${shownCommand(argv)}\n${out}\n${error}\nReturn Code: ${code}\n`;
}
