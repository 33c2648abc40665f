/** Submodules: sets whose attributes are options again. lib/types.nix of nixpkgs, submoduleWith. */

import type { ModuleSource } from "../modules/moduleCollect.ts";
import { Configuration } from "../modules/moduleConfiguration.ts";
import type { Declarations } from "../modules/moduleDeclarations.ts";
import type { FinalDefinition } from "../modules/moduleDefinitions.ts";
import { doubtful } from "../modules/problem.ts";
import type { Thunk } from "../thunk.ts";
import { attrs } from "../value.ts";
import type { LazyType } from "./optionComposite.ts";
import type { Merged, OptionType, Site } from "./optionType.ts";
import { checkModule } from "./optionTypes.ts";

const NO_ARGUMENTS: ReadonlyMap<string, Thunk> = new Map();
const NONE: readonly never[] = [];

/**
 * A submodule with the options that `declarations` holds and those that `modules` declare. A set defines options only (nixpkgs calls that
 * `shorthandOnlyDefinesConfig`), unless `shorthand` says that it is a module like any other.
 */
export function submodule(
  declarations: Declarations,
  modules: readonly Thunk[],
  freeform: LazyType | undefined,
  shorthand = true,
): OptionType {
  return {
    name: "submodule",
    describe: (plural) => (plural === true ? "sets of options" : "a set of options"),
    check: checkModule,
    merge: (site, definitions) => {
      const own = modules.map((module): ModuleSource => ({ kind: "module", module, definition: undefined }));
      const sources = definitions.map((definition) => sourceOf(definition, shorthand));
      return mergeSubmodule(site, declarations, [...own, ...sources], freeform, definitions);
    },
    empty: attrs(new Map()),
    inner: () => [],
  };
}

function sourceOf(final: FinalDefinition, shorthand: boolean): ModuleSource {
  const { value, thunk, definition, certain, conditional } = final;
  const own = { ...definition, value: thunk, certain, conditional };
  return value.kind === "attrs" && shorthand
    ? { kind: "config", definition: own }
    : { kind: "module", module: thunk, definition: own };
}

function mergeSubmodule(
  site: Site,
  declarations: Declarations,
  sources: readonly ModuleSource[],
  freeform: LazyType | undefined,
  definitions: readonly FinalDefinition[],
): Merged {
  const configuration = new Configuration({
    run: site.run,
    location: site.location,
    declarations,
    sources,
    freeform,
    arguments: NO_ARGUMENTS,
    renames: NONE,
    gone: NONE,
    named: site.named,
    // A definition that may not count leaves nothing to be missed in the others; one that is not known may hold anything.
    open: site.open || definitions.some(({ value }) => value.kind === "unknown"),
  });
  const exists = definitions.some(({ certain }) => certain);
  return {
    value: configuration.config,
    check: (sink) => configuration.check(exists ? sink : doubtful(sink)),
    configuration,
  };
}
