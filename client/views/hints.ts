/** What stands in the way of knowing how the machines are backed up, with the command that helps. No word of VS Code. */
import type { OverviewClan } from "../../server/protocol.ts";
import { type Listing, type Provider, providersOf } from "./health.ts";

export interface Hint {
  readonly text: string;
  readonly detail: string;
  /** One of VS Code's product icons. */
  readonly icon: string;
  readonly command: string;
  readonly arguments: readonly string[];
}

interface HintState {
  readonly clans: readonly OverviewClan[];
  readonly listingOf: (clan: string, machine: string, provider: Provider) => Listing | undefined;
  readonly missing: (clan: string) => string | undefined;
  readonly isTrusted: boolean;
}

/** The hint that helps most; none when the lists are known. */
export function hintsOf(state: HintState): readonly Hint[] {
  if (!state.isTrusted)
    return [
      {
        text: "Trust this workspace to run backups",
        detail: "until then its files are only read",
        icon: "workspace-untrusted",
        command: "workbench.trust.manage",
        arguments: [],
      },
    ];
  const [reason] = state.clans.flatMap(({ root }) => state.missing(root) ?? []);
  if (reason !== undefined)
    return [
      {
        text: "The clan program was not found",
        detail: reason,
        icon: "warning",
        command: "workbench.action.openSettings",
        arguments: ["clanBackups.clanPath"],
      },
    ];
  return aboutLists(state);
}

function aboutLists({ clans, listingOf }: HintState): readonly Hint[] {
  const machines = clans.flatMap((clan) => clan.machines.map((machine) => ({ clan, machine })));
  const asked = machines.flatMap(({ clan, machine }) => {
    const providers = providersOf(machine);
    return providers.length === 0 ? [] : [providers.map((provider) => listingOf(clan.root, machine.name, provider))];
  });
  const command = { command: "clanBackups.refresh", arguments: [] };
  if (asked.length > 0 && asked.every((listings) => listings.every((listing) => listing === undefined)))
    return [{ text: "List the backups", detail: "no machine was asked yet", icon: "refresh", ...command }];
  const failed = asked.filter((listings) => listings.some((listing) => listing?.problem !== undefined)).length;
  if (failed === 0) return [];
  const count = `${failed} ${failed === 1 ? "machine" : "machines"}`;
  return [{ text: "Ask again", detail: `${count} could not be asked`, icon: "refresh", ...command }];
}
