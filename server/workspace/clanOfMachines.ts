/** The machines of one clan together, and what is found between them. */
import { type ClanParts, clanModelOf } from "../clan/topology/clan.ts";
import type { ClanModel, MachineModel } from "../clan/topology/model.ts";
import type { Finding } from "../finding.ts";
import { betweenRules } from "../rules/list.ts";
import { clanRuleFindings } from "../rules/rule.ts";
import type { MachineSubject } from "./judgement.ts";

/** A clan whose machines are judged: what lies between them is looked at again when one of them was. */
export class ClanOfMachines {
  readonly machines: readonly MachineSubject[];
  readonly #parts: ClanParts;
  #models: readonly MachineModel[] = [];
  #model: ClanModel | undefined;
  #findings: readonly Finding[] | undefined;

  constructor(parts: ClanParts, machines: readonly MachineSubject[]) {
    this.#parts = parts;
    this.machines = machines;
  }

  get model(): ClanModel {
    const models = this.machines.flatMap(({ model }) => model ?? []);
    const isSame =
      models.length === this.#models.length && models.every((model, index) => model === this.#models[index]);
    if (this.#model === undefined || !isSame) {
      this.#models = models;
      this.#model = clanModelOf(this.#parts, models);
      this.#findings = undefined;
    }
    return this.#model;
  }

  get findings(): readonly Finding[] {
    const clan = this.model;
    this.#findings ??= clanRuleFindings(betweenRules, { clan });
    return this.#findings;
  }
}
