/** `clan vars generate`, `list`, `check`, `get` since 2025. Each returns the exit code. */
import { relative } from "node:path";
import { type Machine, machineNamed } from "../world/facts.ts";
import { type Context, machineOf, saysNoMachine } from "./context.ts";
import {
  type GeneratedFile,
  type Generator,
  generate,
  generatorsOf,
  isMissing,
  missingLines,
  storedValue,
} from "./generators.ts";
import { commitFiles } from "./git.ts";
import { type Prompts, promptsOf } from "./prompts.ts";
import { played } from "./recorded.ts";
import { askForVars } from "./varsPrompts.ts";

const idOf = ({ generator, name }: GeneratedFile): string => `${generator}/${name}`;

/** Says what became of a file. */
function saysUpdated(
  { release, output }: Context,
  machine: string,
  file: GeneratedFile,
  old: string | undefined,
): void {
  const say = (text: string) => (release === "2026-08" ? output.info(machine, text) : output.note(text));
  const whose = release === "2026-08" ? ` for machines: ${machine}` : "";
  const value = storedValue(file) ?? "";
  if (file.isSecret) say(`Updated secret var ${idOf(file)}${whose}\n`);
  else if (value === old) say(`Var ${idOf(file)} remains unchanged: ${value}`);
  else say(`Updated var ${idOf(file)}${whose}\n  old: ${old ?? "<not set>"}\n  new: ${value}`);
}

async function runGenerator(context: Context, machine: Machine, generator: Generator, prompts: Prompts): Promise<void> {
  const old = new Map(generator.files.map((file) => [file.name, storedValue(file)]));
  const asks = generator.kind === "asking";
  const answers = asks ? await askForVars(context, machine.name, prompts) : { secret: "", shown: "" };
  await generate(context.world, context.release, machine.name, generator, answers);
  for (const file of generator.files) saysUpdated(context, machine.name, file, old.get(file.name));
  const shown = generator.files.filter(({ isSecret }) => !isSecret).map(({ path }) => path);
  await commitFiles(context.flake, shown, `Update vars via generator ${generator.name} for machine ${machine.name}`);
  if (context.release !== "2026-08") return;
  for (const path of shown) context.output.note(`Committed ${relative(context.flake, path)} to git`);
}

/** Generates what the machine lacks; returns false when a generator failed, with its error told. */
async function generateFor(context: Context, machine: Machine, prompts: Prompts): Promise<boolean> {
  const { invocation, output, release } = context;
  const [wanted] = invocation.options.get("--generator") ?? [];
  const isAgain = invocation.options.has("--regenerate");
  const chosen = generatorsOf(context, machine).filter(
    ({ name, files }) => (wanted === undefined || name === wanted) && (isAgain || files.some(isMissing)),
  );
  for (const generator of chosen) {
    if (generator.kind === "failing") {
      output.raw(played(release, "generate-failing", { broken: machine.name }).stderr);
      return false;
    }
    if (release === "2025-03" && !isAgain) {
      for (const line of missingLines(generator, machine.name, "var", false)) output.info(machine.name, line);
    }
    await runGenerator(context, machine, generator, prompts);
  }
  const hasAny = machine.generators.length > 0;
  if (chosen.length === 0 && hasAny && release === "2025-03")
    output.info(machine.name, "All vars are already up to date");
  return true;
}

/** `clan vars generate [MACHINE…]`: all machines without an argument; the first that fails ends it. */
export async function generateVars(context: Context): Promise<number> {
  const { facts, invocation, release, output } = context;
  const unknown = invocation.words.find((name) => machineNamed(facts, name) === undefined);
  if (unknown !== undefined && release === "2025-03")
    return saysNoMachine(context, "generate-no-such-machine", unknown);
  const chosen = facts.machines.filter(({ name }) => invocation.words.length === 0 || invocation.words.includes(name));
  if (chosen.length === 0) {
    output.error("At least one machine must be provided");
    return 1;
  }
  const prompts = promptsOf(process.stdin);
  try {
    for (const machine of chosen) if (!(await generateFor(context, machine, prompts))) return 1;
  } finally {
    prompts.close();
  }
  return 0;
}

/** `clan vars list MACHINE`: `generator/file: value`, sorted since 2026. */
export function listVars(context: Context): number {
  const machine = machineOf(context);
  if (machine === undefined) return saysNoMachine(context, "list-no-such-machine", context.invocation.words[0] ?? "");
  const files = generatorsOf(context, machine).flatMap((generator) => generator.files);
  const lines = files.map((file) => {
    const value = storedValue(file);
    return `${idOf(file)}: ${value === undefined ? "<not set>" : file.isSecret ? "********" : value}`;
  });
  for (const line of context.release === "2026-08" ? lines.toSorted() : lines) context.output.result(line);
  return 0;
}

/** `clan vars check [MACHINE…]`: 1 when something is missing; today an unknown machine is none, and nothing is missing. */
export function checkVars(context: Context): number {
  const { facts, invocation, release, output } = context;
  const [first = ""] = invocation.words;
  if (release === "2025-03" && machineOf(context) === undefined)
    return saysNoMachine(context, "list-no-such-machine", first);
  const chosen = facts.machines.filter(({ name }) => invocation.words.length === 0 || invocation.words.includes(name));
  const results = chosen.map((machine) => {
    const missing = generatorsOf(context, machine).flatMap(({ files }) => files.filter(isMissing));
    if (release === "2025-03") {
      for (const generator of generatorsOf(context, machine)) {
        for (const line of missingLines(generator, machine.name, "var", false)) output.info(machine.name, line);
      }
      return missing.length;
    }
    output.note(`Check results for machine '${machine.name}':`);
    for (const isSecret of [true, false]) {
      const lines = missing.filter((file) => file.isSecret === isSecret).map((file) => `  - ${idOf(file)}`);
      if (lines.length > 0) output.note(`Missing ${isSecret ? "secret" : "public"} vars:\n${lines.join("\n")}`);
    }
    if (missing.length === 0) output.note("All vars are present and valid.");
    return missing.length;
  });
  return results.some((count) => count > 0) ? 1 : 0;
}

/** `clan vars get MACHINE GENERATOR/FILE`: the value, as it is when piped today, with a newline before. */
export function getVar(context: Context): number {
  const { invocation, output, release } = context;
  const [name = "", id = ""] = invocation.words;
  const machine = machineOf(context);
  if (machine === undefined) return saysNoMachine(context, "list-no-such-machine", name);
  const files = generatorsOf(context, machine).flatMap((generator) => generator.files);
  const found = files.find((file) => idOf(file) === id);
  if (found === undefined) {
    const today = `Couldn't find var: ${id} for machine: ${name}`;
    output.error(release === "2026-08" ? today : `No var found for search string: ${id}`);
    return 1;
  }
  const value = storedValue(found);
  if (value === undefined) {
    output.error(`Var ${id} has not been generated yet`);
    return 1;
  }
  if (release === "2026-08" && !process.stdout.isTTY) process.stdout.write(value);
  else output.result(value);
  return 0;
}
