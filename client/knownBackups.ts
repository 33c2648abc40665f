/** What the lists of archives say of each machine, for the language server. No word of VS Code. */
import type { BackupsParams, KnownBackups, OverviewClan } from "../server/protocol.ts";
import { type Listing, type Provider, providersOf } from "./views/health.ts";

/** What was listed of a machine; `undefined` for what never was. */
export type ListingOf = (clan: string, machine: string, provider: Provider) => Listing | undefined;

/** The machines of `clans` that were asked for their archives and answered. */
export function knownBackups(clans: readonly OverviewClan[], listingOf: ListingOf): BackupsParams {
  return {
    machines: clans.flatMap(({ root, machines }) =>
      machines.flatMap((machine): KnownBackups[] => {
        const listings = providersOf(machine)
          .map((provider) => listingOf(root, machine.name, provider))
          .filter((listing) => listing !== undefined && listing.problem === undefined);
        const asked = listings.map((listing) => listing?.at ?? 0);
        const times = listings.flatMap((listing) =>
          (listing?.archives ?? []).flatMap(({ isFailed, time }) => (isFailed || time === undefined ? [] : [time])),
        );
        if (asked.length === 0) return [];
        const newest = times.length === 0 ? null : Math.max(...times);
        return [{ clan: root, machine: machine.name, askedAt: Math.min(...asked), newest }];
      }),
    ),
  };
}
