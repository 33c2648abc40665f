import fc from "fast-check";
import type { MachineView, TopologyView } from "../../server/topologyView.ts";

const name = fc.string({ unit: "grapheme" });

const machine = fc.record<MachineView>({
  name: fc.oneof(name, fc.constantFrom("end", '"]', "a|b", "<b>", "#quot;", "]]>", "\0", "\uD800")),
  targetHost: fc.option(name),
  complete: fc.boolean(),
  states: fc.array(fc.record({ name, folders: fc.array(fc.option(name)) }), { maxLength: 2 }),
  targets: fc.array(
    fc.record({ name, directory: fc.option(name), mountpoint: fc.option(name), disk: fc.constant(null) }),
    { maxLength: 2 },
  ),
  destinations: fc.array(
    fc.record({
      name,
      repo: fc.option(name),
      location: fc.constant(null),
      schedule: fc.option(name),
      server: fc.record({
        kind: fc.constantFrom("machine", "local", "external", "unknown"),
        machine: fc.option(name),
        repository: fc.option(name),
        key: fc.constantFrom("accepted", "outdated", "refused", "unknown"),
      }),
    }),
    { maxLength: 2 },
  ),
  repositories: fc.array(fc.record({ name, path: fc.option(name), user: fc.constant(null), keys: fc.constant([]) }), {
    maxLength: 2,
  }),
});

/** Topologies of one clan with any names, also such as no clan can have. */
export const topologies: fc.Arbitrary<TopologyView> = fc
  .uniqueArray(machine, { maxLength: 3, selector: (one) => one.name })
  .map((machines) => ({ version: 1, clans: [{ root: "x", release: "2026-08", machines }] }));
