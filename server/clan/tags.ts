/** The tags of machines: their own, those that `inventory.tags` computes, and those that Clan adds. */
import { type EvaluatedModules, evaluateModules } from "../nix/modules/modules.ts";
import type { OptionDeclaration, OptionType } from "../nix/options/optionData.ts";
import { declarationTree } from "../nix/options/optionTree.ts";
import { type Evaluation, Thunk } from "../nix/thunk.ts";
import { type Attr, list, string, type Value } from "../nix/value.ts";
import { type Environment, entriesOf, setOf, valueAt } from "./arguments.ts";

const TAGS = ["inventory", "tags"];

const members: OptionType = { name: "listOf", elem: { name: "str" } };

/** `inventory.tags` as clan-core declares it (2025-07 and later, modules/inventoryClass/inventory.nix): a submodule, often a function. */
const OPTIONS: readonly OptionDeclaration[] = [
  {
    path: ["tags"],
    type: { name: "submodule", freeform: { name: "lazyAttrsOf", elem: members } },
    default: {},
    description: "The machines of each tag.",
  },
];

/**
 * The tags of each of the machines called `names`, as the inventory computes them: a machine's own, `all`, its class, and those that
 * `inventory.tags` gives to machines by name. `config` is the value of the clan's options.
 */
export function tagsOf(
  names: readonly string[],
  system: EvaluatedModules,
  config: Value,
  environment: Environment,
  evaluation: Evaluation,
): Map<string, readonly string[]> {
  const classes = new Map(names.map((name) => [name, classOf(name, config, evaluation)]));
  const shared = [...sharedTags(classes, system, environment, evaluation)].map(
    ([tag, { value }]) => [tag, new Set(texts(value.force(evaluation), evaluation))] as const,
  );
  const tags = new Map<string, readonly string[]>();
  for (const [name, machineClass] of classes) {
    const given = shared.flatMap(([tag, machines]) => (machines.has(name) ? [tag] : []));
    const own = texts(valueAt(config, ["inventory", "machines", name, "tags"], evaluation), evaluation);
    tags.set(name, [...new Set([...own, ...given, "all", machineClass])]);
  }
  return tags;
}

/** What `inventory.tags` becomes: its functions are given the tags that Clan computes itself (clan-core, modules/clan/computed-tags.nix). */
function sharedTags(
  classes: ReadonlyMap<string, string>,
  system: EvaluatedModules,
  environment: Environment,
  evaluation: Evaluation,
): ReadonlyMap<string, Attr> {
  const given = system.configuration.finalsAt(TAGS).filter(({ definition }) => !definition.fallback);
  if (given.length === 0) return new Map();
  const ofClass = (wanted: string) => listOf([...classes].flatMap(([name, own]) => (own === wanted ? [name] : [])));
  const computed = setOf({ all: listOf([...classes.keys()]), nixos: ofClass("nixos"), darwin: ofClass("darwin") });
  const { configuration } = evaluateModules({
    modules: [
      { kind: "module", module: Thunk.of(setOf({ tags: computed })), definition: undefined },
      ...given.map(({ thunk, definition }) => ({
        kind: "module" as const,
        module: Thunk.lazy((run) => setOf({ tags: thunk.force(run) })),
        definition,
      })),
    ],
    declarations: declarationTree(OPTIONS),
    lib: Thunk.of(environment.lib),
    evaluation,
  });
  return entriesOf(valueAt(configuration.config.force(evaluation), ["tags"], evaluation));
}

function classOf(machine: string, config: Value, evaluation: Evaluation): string {
  const machineClass = valueAt(config, ["inventory", "machines", machine, "machineClass"], evaluation);
  return machineClass.kind === "string" ? machineClass.text : "nixos";
}

function listOf(names: readonly string[]): Value {
  return list(names.map((name) => Thunk.of(string(name))));
}

/** The strings among the elements of a list. */
function texts(value: Value, evaluation: Evaluation): string[] {
  if (value.kind !== "list") return [];
  return value.elements.flatMap((element) => {
    const text = element.force(evaluation);
    return text.kind === "string" ? [text.text] : [];
  });
}
