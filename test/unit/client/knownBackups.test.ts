import { expect, it } from "vitest";
import type { Archive } from "../../../client/clan/archives.ts";
import { knownBackups } from "../../../client/knownBackups.ts";
import type { Listing, Provider } from "../../../client/views/health.ts";
import { overviewOf } from "../../../server/features/overview.ts";
import { contextOf } from "../../support/features.ts";

const archive = (time: number | undefined, isFailed = false): Archive => ({
  name: "x",
  provider: "borgbackup",
  place: "box",
  time,
  snapshot: undefined,
  isFailed,
});

it("the newest backup that has not failed, of machines that were asked and answered", async () => {
  const machine = (name: string) => `machines.${name}.clan.borgbackup.destinations.box.repo = "u@h:x";`;
  const flake = `{ outputs = { self, clan-core }: clan-core.lib.clan { ${["a", "b", "c", "d"].map(machine).join(" ")} }; }`;
  const context = await contextOf(flake, { document: "flake.nix", release: "2025-03" });
  const { clans } = overviewOf(context.clans, context.now, "UTC");
  const listed: Readonly<Record<string, Listing>> = {
    a: { at: 50, archives: [archive(40, true), archive(30), archive(20), archive(undefined)] },
    b: { at: 60, archives: [] },
    c: { at: 70, archives: [archive(10)], problem: "It did not answer." },
  };
  const of = (_: string, name: string, provider: Provider) => (provider === "borgbackup" ? listed[name] : undefined);
  expect(knownBackups(clans, of)).toEqual({
    machines: [
      { clan: "/clan", machine: "a", askedAt: 50, newest: 30 },
      { clan: "/clan", machine: "b", askedAt: 60, newest: null },
    ],
  });
});
