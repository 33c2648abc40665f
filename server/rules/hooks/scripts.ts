/** The scripts of a machine, read, with who runs them. */
import { piecesOf } from "../../clan/topology/facts.ts";
import type { Hook, MachineModel, State } from "../../clan/topology/model.ts";
import { type Place, spanOf } from "../../nix/expr.ts";
import type { ShellScript } from "../../shell/script.ts";
import { textAt } from "../fixes.ts";
import { targetOption } from "../paths.ts";
import type { MachineContext } from "../rule.ts";

export interface HookScript {
  readonly hook: Hook;
  readonly option: readonly string[];
  /** The state it belongs to; `undefined` for a hook of a target. */
  readonly state: State | undefined;
  readonly script: ShellScript;
  /** Where it is written. */
  readonly at: Place;
}

/** The scripts of `machine`, with the option of each, and the state for those of a state. */
export function* hooksOf(machine: MachineModel): Generator<Pick<HookScript, "hook" | "option" | "state">> {
  for (const state of machine.states.items)
    for (const hook of state.hooks)
      if (hook.option.endsWith("Script"))
        yield { hook, option: ["clan", "core", "state", state.name, hook.option], state };
  for (const target of machine.localBackup.targets.items)
    for (const hook of target.hooks) yield { hook, option: targetOption(target, hook.option), state: undefined };
}

/** Every script that can be read, as it will run: with `set -eu -o pipefail` before it. */
export function* hookScripts({ machine, shell }: MachineContext): Generator<HookScript> {
  if (shell === undefined) return;
  for (const found of hooksOf(machine)) {
    const { text } = found.hook;
    const script = text.at === undefined ? undefined : shell.read(piecesOf(text));
    if (text.at !== undefined && script !== undefined) yield { ...found, script, at: text.at };
  }
}

/** The place of `snippet` in the text at `at`, when it stands there once as it is; else the whole. */
export function placeOfText(at: Place, snippet: string): Place {
  const text = textAt(at);
  const offset = text.indexOf(snippet);
  if (snippet === "" || offset < 0 || text.indexOf(snippet, offset + 1) >= 0) return at;
  const start = spanOf(at).start - at.chunk.origin + offset;
  return { chunk: at.chunk, start, end: start + snippet.length };
}

export interface SystemctlCall {
  readonly verb: string;
  /** Units with their ending; those that are not known are left out. */
  readonly units: readonly string[];
  /** Every unit is known. */
  readonly complete: boolean;
  readonly text: string;
}

/** The calls of systemctl in `script`. */
export function systemctlCalls(script: ShellScript): readonly SystemctlCall[] {
  return script.commands.flatMap(({ name, arguments: words, text }) => {
    if (name !== "systemctl" && name?.endsWith("/bin/systemctl") !== true) return [];
    const plain = words.filter((word) => word === undefined || !word.startsWith("-"));
    const [verb, ...units] = plain;
    if (verb === undefined) return [];
    const known = units.filter((unit) => unit !== undefined);
    const named = known.map((unit) => (/\.\w+$/.test(unit) ? unit : `${unit}.service`));
    return [{ verb, units: named, complete: known.length === units.length, text }];
  });
}
