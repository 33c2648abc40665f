/** `textDocument/inlayHint`: what is not written but worth knowing. */
import { type InlayHint, InlayHintKind, type Range } from "vscode-languageserver-types";
import { parseCalendar } from "../clan/calendar/parse.ts";
import { isKnown } from "../clan/topology/facts.ts";
import { stepsInto } from "../nix/cursor/calls.ts";
import { type Expr, type Place, spanOf } from "../nix/expr.ts";
import { LineIndex } from "../nix/source.ts";
import { nextRuns } from "./calendarText.ts";
import { declaredPath } from "./candidates.ts";
import { type FeatureContext, machinesOf } from "./context.ts";
import { OptionTreesInUse } from "./optionPlace.ts";
import { writtenOptions } from "./optionWalk.ts";

/** Which hints are wanted. */
export interface HintSettings {
  /** The file in the clan that the path of a key leads to. */
  readonly keyPaths: boolean;
  /** When a schedule runs next. */
  readonly nextRuns: boolean;
  /** The repository that a computed location comes to. */
  readonly repositories: boolean;
}

/** The hints in `range`. */
export function inlayHints(context: FeatureContext, range: Range, settings: HintSettings): readonly InlayHint[] {
  const lines = new LineIndex(context.file.text);
  const from = lines.offsetAt(range.start);
  const to = lines.offsetAt(range.end);
  const found = new Map<number, string>();
  const add = (at: Place | undefined, label: string) => {
    if (at === undefined || at.chunk.source.path !== context.path) return;
    const { end } = spanOf(at);
    if (from <= end && end <= to && !found.has(end)) found.set(end, label);
  };
  if (settings.nextRuns) addNextRuns(context, add);
  if (settings.repositories) addRepositories(context, add);
  if (settings.keyPaths) addKeyPaths(context, add);
  const sorted = [...found].sort(([a], [b]) => a - b);
  return sorted.map(([end, label]) => ({
    position: lines.positionAt(end),
    label,
    kind: InlayHintKind.Type,
    paddingLeft: true,
  }));
}

type Add = (at: Place | undefined, label: string) => void;

function addNextRuns(context: FeatureContext, add: Add): void {
  for (const { place, value } of writtenOptions(context.file.root, new OptionTreesInUse(context))) {
    const path = declaredPath(place);
    if (value === undefined || (path !== "startAt" && path !== "services.borgbackup.jobs.<name>.startAt")) continue;
    for (const { at, text } of textsIn(value)) {
      const calendar = parseCalendar(text);
      const [next] = calendar.ok ? nextRuns(calendar.calendar, context.now, context.zone, 1) : [];
      if (next !== undefined) add(at, `next ${next}`);
    }
  }
}

/** The texts that a value is made of: itself, the elements of a list, what `mkForce` and its like are given. */
function textsIn(value: Expr): readonly { readonly at: Place; readonly text: string }[] {
  switch (value.kind) {
    case "string": {
      const [part] = value.parts;
      return value.parts.length === 1 && part?.kind === "text" ? [{ at: value, text: part.text }] : [];
    }
    case "list":
      return value.elements.flatMap(textsIn);
    case "apply":
      return isProperty(value) ? textsIn(value.arg) : [];
    default:
      return [];
  }
}

/** Whether the last argument of a call is what the call comes to. */
function isProperty(call: Expr): boolean {
  let index = -1;
  let fn = call;
  for (; fn.kind === "apply"; fn = fn.fn) index++;
  const last = fn.kind === "select" ? fn.path.at(-1) : undefined;
  const name = fn.kind === "variable" ? fn.name : last?.kind === "static" ? last.name : "";
  return stepsInto(name, index).steps.length === 0;
}

/** Where the text is not the location itself. Machines that share a module have each their own: then nothing is said. */
function addRepositories(context: FeatureContext, add: Add): void {
  const byPlace = new Map<Place, Set<string>>();
  for (const machine of machinesOf(context)) {
    for (const { repo } of machine.destinations.items) {
      if (!isKnown(repo) || repo.at === undefined) continue;
      const values = byPlace.get(repo.at) ?? new Set();
      byPlace.set(repo.at, values.add(repo.value));
    }
  }
  for (const [at, values] of byPlace) {
    const { start, end } = spanOf(at);
    const [value] = values;
    const written = at.chunk.source.text.slice(start, end);
    if (values.size === 1 && value !== undefined && !written.includes(value)) add(at, value);
  }
}

function addKeyPaths(context: FeatureContext, add: Add): void {
  for (const clan of context.clans) {
    for (const machine of machinesOf({ clans: [clan], path: context.path })) {
      for (const { keys } of machine.repositories.items) {
        for (const { at, value, missing } of keys.items) {
          const file = value?.file ?? missing;
          if (at === undefined || file?.startsWith(`${clan.root}/`) !== true) continue;
          const { start, end } = spanOf(at);
          const relative = file.slice(clan.root.length + 1);
          if (!at.chunk.source.text.slice(start, end).includes(`/${relative}`)) add(at, relative);
        }
      }
    }
  }
}
