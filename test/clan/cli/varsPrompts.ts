import type { Context } from "./context.ts";
import type { Prompts } from "./prompts.ts";

/** What Python's getpass says when it cannot hide what is typed. */
const GETPASS = `/nix/store/python3/lib/python3.12/getpass.py:91: GetPassWarning: Can not control echo on the terminal.
  passwd = fallback_getpass(prompt, stream)
Warning: Password input may be echoed.
`;

/** Asks the two questions of the generator `login`: a hidden password, then a name. */
export async function askForVars(
  context: Context,
  machine: string,
  prompts: Prompts,
): Promise<{ secret: string; shown: string }> {
  const { release, output } = context;
  if (release === "2026-08") return askTwice(context, machine, prompts);
  const words = release === "2024-08" ? "Enter the value for the " : "the ";
  const hidden = `${words}password (hidden): `;
  if (!prompts.isTerminal) output.raw(`${GETPASS}${hidden}\n`);
  const secret = (await prompts.line(prompts.isTerminal ? hidden : "", true)) ?? "";
  output.note("Input received. Processing...");
  const shown = (await prompts.line(`${words}login name: `, false)) ?? "";
  output.note("Input received. Processing...");
  return { secret, shown };
}

/** Today a hidden value is asked for twice, and a terminal is needed. */
async function askTwice(
  { output }: Context,
  machine: string,
  prompts: Prompts,
): Promise<{ secret: string; shown: string }> {
  const announce = (name: string) => output.note(`Prompting value for login/${name} for machines: ${machine}`);
  announce("password");
  if (!prompts.isTerminal) {
    process.stdout.write("the password (hidden): ");
    output.raw("Traceback (most recent call last):\ntermios.error: (25, 'Inappropriate ioctl for device')\n");
    process.exit(1);
  }
  const secret = (await prompts.line("the password (hidden): ", true)) ?? "";
  await prompts.line("Confirm the password (hidden): ", true);
  output.note("Input received and confirmed. Processing...");
  announce("user");
  const shown = (await prompts.line("the login name: ", false)) ?? "";
  output.note("Input received. Processing...");
  return { secret, shown };
}
