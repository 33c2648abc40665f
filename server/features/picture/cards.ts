/** The topology as two columns of cards: machines with what they save on the left, the places their backups go to on the right. */
import type { ClanView, DestinationView, MachineView, TargetView } from "../../topologyView.ts";

export interface Row {
  readonly text: string;
  /** Something is wrong here, and the text says what. */
  readonly isBad: boolean;
}

export interface Card {
  readonly title: string;
  readonly note: string;
  readonly rows: readonly Row[];
}

/** A place in a column: the card, and the row in it. */
export interface Spot {
  readonly card: number;
  readonly row: number;
}

export interface Link {
  /** On the left. */
  readonly from: Spot;
  /** On the right. */
  readonly to: Spot;
  /** `broken`: no backup arrives by it; `sure`: the disk is known, or the server takes the key. */
  readonly kind: "sure" | "broken" | "unknown";
}

export interface Cards {
  readonly machines: readonly Card[];
  readonly places: readonly Card[];
  readonly links: readonly Link[];
}

const NOT_KNOWN = "not known";

/** A column that grows; cards and rows are found again by their keys. */
class Column {
  readonly #cards: { readonly title: string; readonly note: string; readonly rows: Row[] }[] = [];
  readonly #spots = new Map<string, Spot>();

  get cards(): readonly Card[] {
    return this.#cards;
  }

  card(key: string, title: string, note: string): number {
    const known = this.#spots.get(key);
    if (known !== undefined) return known.card;
    this.#cards.push({ title, note, rows: [] });
    const card = this.#cards.length - 1;
    this.#spots.set(key, { card, row: -1 });
    return card;
  }

  row(card: number, key: string, text: string, isBad = false): Spot {
    const inCard = `${card} ${key}`;
    const known = this.#spots.get(inCard);
    if (known !== undefined) return known;
    const rows = this.#cards[card]?.rows ?? [];
    rows.push({ text, isBad });
    const spot = { card, row: rows.length - 1 };
    this.#spots.set(inCard, spot);
    return spot;
  }
}

/** Returns the cards of one clan; a machine that only keeps the backups of others stands on the right alone. */
export function cardsOf(clan: ClanView): Cards {
  const machines = new Column();
  const places = new Column();
  const links: Link[] = [];
  const servers = new Map(clan.machines.flatMap((machine) => (machine.name === null ? [] : [[machine.name, machine]])));
  for (const machine of clan.machines) {
    if (machine.repositories.length > 0 && !isClient(machine)) continue;
    const card = machineCard(machine, machines);
    for (const target of machine.targets)
      links.push({
        from: machines.row(card, `target ${target.name}`, target.name),
        to: targetSpot(machine, target, places),
        kind: target.disk === null ? "unknown" : "sure",
      });
    for (const destination of machine.destinations) {
      const { key } = destination.server;
      const isBroken = key === "refused" || key === "outdated";
      links.push({
        from: machines.row(card, `destination ${destination.name}`, destinationText(destination), isBroken),
        to: destinationSpot(machine, destination, servers, places),
        kind: isBroken ? "broken" : key === "accepted" ? "sure" : "unknown",
      });
    }
  }
  for (const machine of clan.machines) if (machine.repositories.length > 0) serverCard(machine, places);
  return { machines: machines.cards, places: places.cards, links };
}

function isClient({ states, targets, destinations }: MachineView): boolean {
  return states.length + targets.length + destinations.length > 0;
}

function machineCard(machine: MachineView, column: Column): number {
  const name = machine.name ?? "this module";
  const card = column.card(`machine ${name}`, name, machine.targetHost ?? "");
  for (const { name: state, folders } of machine.states)
    column.row(card, `state ${state}`, `saves ${state}: ${folders.map((folder) => folder ?? NOT_KNOWN).join(", ")}`);
  if (machine.states.length === 0 && machine.complete)
    column.row(card, "nothing", "nothing is saved", isClient(machine));
  return card;
}

function destinationText({ name, schedule, server }: DestinationView): string {
  const key = { accepted: "", unknown: "", refused: "its key is refused", outdated: "its key is outdated" }[server.key];
  return [name, schedule ?? "", key].filter((part) => part !== "").join(" · ");
}

function targetSpot(machine: MachineView, { name, directory, disk }: TargetView, column: Column): Spot {
  const owner = machine.name ?? "this module";
  const card = column.card(`disks ${owner}`, `Disks of ${owner}`, "");
  const where = [directory ?? "a folder that is not known", disk?.device ?? ""]
    .filter((part) => part !== "")
    .join(" · ");
  return column.row(card, `target ${name}`, where);
}

function destinationSpot(
  machine: MachineView,
  { repo, server }: DestinationView,
  servers: ReadonlyMap<string, MachineView>,
  column: Column,
): Spot {
  const owner = machine.name ?? "this module";
  if (server.kind === "machine" && server.machine !== null) {
    const host = servers.get(server.machine);
    const card =
      host === undefined ? column.card(`server ${server.machine}`, server.machine, "") : serverCard(host, column);
    return server.repository === null
      ? column.row(card, `none ${owner}`, `no repository for ${owner}`, server.key !== "unknown")
      : column.row(card, `repository ${server.repository}`, server.repository);
  }
  if (server.kind === "local")
    return column.row(
      column.card(`disks ${owner}`, `Disks of ${owner}`, ""),
      `repo ${repo}`,
      repo ?? "a repository that is not known",
    );
  const card =
    server.kind === "external"
      ? column.card("outside", "Outside this clan", "")
      : column.card("unknown", "Servers that are not known", "");
  return column.row(card, `repo ${repo}`, repo ?? "a repository that is not known");
}

/** A machine as a server: one row for each of its repositories. */
function serverCard(machine: MachineView, column: Column): number {
  const name = machine.name ?? "this module";
  const card = column.card(`server ${name}`, name, machine.targetHost ?? "");
  for (const repository of machine.repositories)
    column.row(card, `repository ${repository.name}`, `${repository.name}: ${repository.path ?? NOT_KNOWN}`);
  return card;
}
