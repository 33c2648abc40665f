import type { MachineModel } from "../../clan/topology/model.ts";
import type { Fix } from "../../finding.ts";
import { addToList } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { importsOf } from "../written.ts";

/** clan-core 35e5f4a42: from then on these are services. */
const SERVICES_SINCE = "2025-08-14";

/**
 * Until the backups became services, their options were those of two modules that a machine has to import: "The option `clan.localbackup' does
 * not exist". Source: clanModules of clan-core, 2024-03 to 2025-08. Catalogue: L25.
 */
export const moduleNotImported: Rule = {
  code: "module-not-imported",
  severity: "error",
  absence: true,
  until: SERVICES_SINCE,
  *check({ machine }) {
    const { config } = machine;
    if (machine.scope !== "machine") return;
    for (const module of ["localbackup", "borgbackup"] as const) {
      if (config.importsClanModule(module) !== false) continue;
      // What the inventory adds has no place.
      const [at] = config.definedAt("clan", module);
      if (at === undefined) continue;
      yield {
        at,
        option: ["clan", module],
        message: `Nix will stop here: ${machine.name} does not import clan-core.clanModules.${module}, which has this option.`,
        fixes: [addImport(machine, at.chunk.source.path, module)],
      };
    }
  },
};

/** Beside another module of clan-core, which is reached by the same name. */
function addImport(machine: MachineModel, file: string, module: string): Fix | undefined {
  const list = importsOf(machine, file);
  const text = list?.chunk.source.text ?? "";
  const path = /([\w.-]+\.clanModules)\.[\w-]+/.exec(text)?.[1];
  const edit = list === undefined || path === undefined ? undefined : addToList(list, `${path}.${module}`);
  return edit && { title: `Import ${module}`, edits: [edit] };
}
