/** The topology as a Mermaid flowchart (mermaid.js.org, "Flowcharts"), as GitHub and GitLab draw it. */
import type { MachineView, TopologyView } from "../languageService.ts";

/** Returns the text of one flowchart. */
export function topologyMermaid({ clans }: TopologyView): string {
  const chart = new Chart();
  for (const { machines } of clans) {
    const ids = new Map<string | null, string>();
    chart.clan();
    for (const machine of machines) ids.set(machine.name, chart.machine(machine));
    for (const machine of machines) chart.edges(machine, ids);
  }
  return chart.text();
}

class Chart {
  readonly #lines: string[] = ["flowchart LR"];
  readonly #repositories = new Map<string, string>();
  readonly #outside = new Map<string, string>();
  #count = 0;

  text(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  /** Begins a clan: its machines may have the names of another's. */
  clan(): void {
    this.#repositories.clear();
  }

  /** A machine as a box with what it saves and what it serves; returns its id. */
  machine(machine: MachineView): string {
    const id = this.#id();
    this.#lines.push(`  subgraph ${id} [${label(machine.name ?? "this module")}]`);
    const folders = machine.states.flatMap((state) => state.folders.map((folder) => folder ?? "not known"));
    this.#lines.push(`    ${id}s(${label(folders.length === 0 ? "nothing saved" : folders.join("\n"))})`);
    for (const { name, path } of machine.repositories) {
      const node = this.#id();
      this.#repositories.set(JSON.stringify([machine.name, name]), node);
      this.#lines.push(`    ${node}[(${label(path ?? name)})]`);
    }
    this.#lines.push("  end");
    return id;
  }

  edges(machine: MachineView, ids: ReadonlyMap<string | null, string>): void {
    const from = `${ids.get(machine.name) ?? ""}s`;
    for (const { name, directory } of machine.targets)
      this.#lines.push(`  ${from} -->|${label(name)}| ${this.#id()}[/${label(directory ?? "not known")}/]`);
    for (const { name, repo, server } of machine.destinations) {
      const served = this.#repositories.get(JSON.stringify([server.machine, server.repository]));
      const to =
        served ??
        (server.kind === "machine" ? ids.get(server.machine) : undefined) ??
        this.#external(repo ?? "not known");
      const arrow = server.kind === "machine" && server.key === "refused" ? "-.-x" : "-->";
      this.#lines.push(`  ${from} ${arrow}|${label(name)}| ${to}`);
    }
  }

  #external(repo: string): string {
    const known = this.#outside.get(repo);
    if (known !== undefined) return known;
    const id = this.#id();
    this.#outside.set(repo, id);
    this.#lines.push(`  ${id}[(${label(repo)})]`);
    return id;
  }

  #id(): string {
    this.#count += 1;
    return `n${this.#count}`;
  }
}

/** A text between quotes; what has a meaning in Mermaid or HTML is written as an entity. */
function label(text: string): string {
  const safe = text.replace(/[^\p{L}\p{N} .,/:@_~+=*?()\n-]/gu, (sign) => `#${sign.codePointAt(0)};`);
  return `"${safe.replace(/\n/g, "<br/>")}"`;
}
