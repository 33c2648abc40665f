/** `clan facts generate`, `list`, `check`, and `clan vars` where it still works on facts. Each returns the exit code. */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { type Machine, machineNamed } from "../world/facts.ts";
import { type Context, machineOf, saysNoMachine } from "./context.ts";
import {
  type Generator,
  generate,
  generatorsOf,
  isAboutFacts,
  isMissing,
  missingLines,
  storedValue,
} from "./generators.ts";
import { commitFiles } from "./git.ts";
import { type Prompts, promptsOf } from "./prompts.ts";
import { played } from "./recorded.ts";
import { askForVars } from "./varsPrompts.ts";

/** What the password store's own program writes about a secret that it takes in. */
function insertsSecret({ output, world }: Context, path: string, wasThere: boolean): void {
  const name = path.slice(`${world}/pass/`.length, -".gpg".length);
  const stored = wasThere ? "" : `\n create mode 100644 ${name}.gpg`;
  output.result(`Enter contents of ${name} and press Ctrl+D when finished:\n`);
  output.result(`[master 0000000] Add given password for ${name} to store.`);
  output.result(` 1 file changed, 0 insertions(+), 0 deletions(-)${stored}`);
}

function missingFolders(folder: string): readonly string[] {
  return existsSync(folder) ? [] : [...missingFolders(dirname(folder)), folder];
}

async function answersOf(context: Context, { kind }: Generator, prompts: Prompts) {
  if (kind !== "asking") return { secret: "", shown: "" };
  if (!isAboutFacts(context)) return askForVars(context, "", prompts);
  context.output.result("Enter the password of the wifi: \nFinish with Ctrl-D");
  const secret = await prompts.rest();
  context.output.note("Input received. Processing...");
  return { secret, shown: "home" };
}

async function runGenerator(context: Context, machine: Machine, generator: Generator, prompts: Prompts): Promise<void> {
  const answers = await answersOf(context, generator, prompts);
  const before = generator.files
    .filter((file) => file.isSecret)
    .map((file) => ({ ...file, wasThere: !isMissing(file) }));
  const [first] = before;
  const made = first === undefined ? [] : missingFolders(dirname(first.path));
  await generate(context.world, context.release, machine.name, generator, answers);
  for (const folder of made.filter((it) => it !== `${context.world}/pass`)) {
    context.output.result(`mkdir: created directory '${folder}'`);
  }
  for (const { path, wasThere } of before) insertsSecret(context, path, wasThere);
  const shown = generator.files.filter((file) => !file.isSecret).map(({ path }) => path);
  const message = `Update facts/secrets for service ${generator.name} in machine ${machine.name}`;
  await commitFiles(context.flake, shown, message);
}

type Outcome = "made" | "nothing to do" | "failed";

async function generateFor(context: Context, machine: Machine, prompts: Prompts): Promise<Outcome> {
  const { output, invocation } = context;
  const [service] = invocation.options.get("--service") ?? invocation.options.get("--generator") ?? [];
  const generators = generatorsOf(context, machine);
  const chosen = generators.filter(({ name }) => service === undefined || name === service);
  if (service !== undefined && chosen.length === 0) {
    const available = generators.map(({ name }) => `'${name}'`).join(", ");
    const reason = `Could not find service with name: ${service}. The following services are available: [${available}]`;
    output.error(`Failed to generate facts for ${machine.name}: ${reason}`);
    return "failed";
  }
  let outcome: Outcome = "nothing to do";
  for (const generator of chosen) {
    const isAgain = invocation.options.has("--regenerate");
    const missing = isAgain ? [] : missingLines(generator, machine.name, "fact", isAboutFacts(context));
    if (missing.length === 0 && !isAgain) continue;
    if (generator.kind === "failing") {
      const { stderr } = played(context.release, isAboutFacts(context) ? "generate-failing" : "vars-generate-failing", {
        "/home/user/clan": context.flake,
        broken: machine.name,
      });
      output.raw(stderr.slice(0, stderr.lastIndexOf("\n", stderr.length - 2) + 1));
      return "failed";
    }
    missing.map(output.note);
    await runGenerator(context, machine, generator, prompts);
    outcome = "made";
  }
  return outcome;
}

/** `clan facts generate [MACHINE…]`: all machines without an argument. */
export async function generateFacts(context: Context): Promise<number> {
  const { output, invocation, facts } = context;
  const prompts = promptsOf(process.stdin);
  const unknown = invocation.words.find((name) => machineNamed(facts, name) === undefined);
  if (unknown !== undefined) return saysNoMachine(context, "generate-no-such-machine", unknown);
  const chosen = facts.machines.filter(({ name }) => invocation.words.length === 0 || invocation.words.includes(name));
  const outcomes: Outcome[] = [];
  for (const machine of chosen) outcomes.push(await generateFor(context, machine, prompts));
  prompts.close();
  const failed = outcomes.filter((it) => it === "failed").length;
  if (failed > 0) {
    output.error(`Failed to generate facts for ${failed} hosts. Check the logs above`);
    return 1;
  }
  if (!outcomes.includes("made")) saysUpToDate(context);
  return 0;
}

function saysUpToDate({ release, output }: Context): void {
  const text = "All secrets and facts are already up to date";
  if (release.startsWith("2024")) output.result(text);
  else output.note(text);
}

/** `clan facts list MACHINE`: the public facts as JSON. */
export function listFacts(context: Context): number {
  const machine = machineOf(context);
  if (machine === undefined)
    return saysNoMachine(context, "generate-no-such-machine", context.invocation.words[0] ?? "");
  const files = generatorsOf(context, machine).flatMap((generator) => generator.files.filter((file) => !file.isSecret));
  const values = files.flatMap((file) => {
    const value = storedValue(file);
    return value === undefined ? [] : [[file.name, value] as const];
  });
  context.output.result(JSON.stringify(Object.fromEntries(values), undefined, 4));
  return 0;
}

/** `clan facts check MACHINE`: says what is missing, and succeeds all the same. */
export function checkFacts(context: Context): number {
  const machine = machineOf(context);
  if (machine === undefined)
    return saysNoMachine(context, "generate-no-such-machine", context.invocation.words[0] ?? "");
  for (const generator of generatorsOf(context, machine)) {
    missingLines(generator, machine.name, "fact", isAboutFacts(context)).map(context.output.note);
  }
  return 0;
}
