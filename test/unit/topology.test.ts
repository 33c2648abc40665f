import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { topologyMermaid } from "../../server/cli/topologyMermaid.ts";
import { topologyText } from "../../server/cli/topologyText.ts";
import { topologySvg } from "../../server/features/picture/svg.ts";
import { type MachineView, type TopologyView, topologyOf } from "../../server/languageService.ts";
import { createNodeFiles } from "../../server/nodeFiles.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";
import { plain } from "../support/findings.ts";
import { memoryFiles } from "../support/memoryFiles.ts";
import { testParser } from "../support/nixParser.ts";
import { clanOf } from "../support/rulePages.ts";
import { topologies } from "../support/topologies.ts";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));

async function topologyOfExample(name: string): Promise<TopologyView> {
  const folder = `${examples}/${name}`;
  const files = createNodeFiles({ roots: [folder] });
  const view = topologyOf(folder, { files, parser: await testParser(), settings: DEFAULT_SETTINGS });
  return { ...view, clans: view.clans.map((clan) => ({ ...clan, root: clan.root.slice(examples.length + 1) })) };
}

describe.each(["guide-2024", "inventory-2026", "broken"])("the topology of %s is as pinned", (name) => {
  const pinned = `../fixtures/examples/${name}.topology`;

  it("as text", async () => {
    await expect(topologyText(await topologyOfExample(name), plain)).toMatchFileSnapshot(`${pinned}.txt`);
  });

  it("as JSON", async () => {
    const text = `${JSON.stringify(await topologyOfExample(name), undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`${pinned}.json`);
  });

  it("as Mermaid", async () => {
    await expect(topologyMermaid(await topologyOfExample(name))).toMatchFileSnapshot(`${pinned}.mmd`);
  });

  it("as a picture", async () => {
    await expect(topologySvg(await topologyOfExample(name))).toMatchFileSnapshot(`${pinned}.svg`);
  });
});

async function machinesOf(text: string): Promise<readonly MachineView[]> {
  const files = memoryFiles(clanOf(text));
  const settings = { ...DEFAULT_SETTINGS, release: "2025-03" };
  const { clans } = topologyOf("/clan", { files, parser: await testParser(), settings });
  return clans.flatMap(({ machines }) => machines);
}

describe("what is known and what is not", () => {
  it("shows jobs by hand, which are of no destination", async () => {
    const text = `{
      clan.borgbackup.destinations.vault.repo = "borg@vault:.";
      clan.core.state.mail.folders = [ "/var/mail" ];
      services.borgbackup.jobs.vault.exclude = [ "*.pyc" ];
      services.borgbackup.jobs.own = { repo = "u1@box.example.org:/./own"; paths = [ "/srv" ]; startAt = "weekly"; encryption.mode = "none"; };
    }`;
    const [machine] = await machinesOf(text);
    expect(machine?.destinations.map(({ name }) => name)).toEqual(["vault"]);
    expect(machine?.jobs).toEqual([{ name: "own", repo: "u1@box.example.org:/./own", schedule: "Mon *-*-* 00:00:00" }]);
    const [plainly] = await machinesOf("{ services.borgbackup.repos = { }; }");
    expect(plainly).not.toHaveProperty("jobs");
  });

  it("says once in a line what is not known", async () => {
    const [machine] = await machinesOf(
      '{ site, ... }: { clan.core.state.mail.folders = [ site.a "/var/mail" site.b ]; }',
    );
    const view = {
      version: 1 as const,
      clans: machine === undefined ? [] : [{ root: ".", release: "2025-03", machines: [machine] }],
    };
    expect(topologyText(view, plain)).toContain("mail: /var/mail, not known\n");
  });

  it("a repository whose host is computed is not known, and leads nowhere", async () => {
    const [machine] = await machinesOf(
      `{ pkgs, ... }: { clan.borgbackup.destinations.x.repo = "borg@\${pkgs.host}:."; }`,
    );
    expect(machine?.destinations).toEqual([
      {
        name: "x",
        repo: null,
        location: null,
        schedule: "*-*-* 01:00:00",
        server: { kind: "unknown", machine: null, repository: null, key: "unknown" },
      },
    ]);
  });

  it("an unknown module makes a machine incomplete", async () => {
    const [machine] = await machinesOf("{ inputs, ... }: { imports = [ inputs.mine.nixosModules.all ]; }");
    expect(machine?.complete).toBe(false);
  });

  it("nothing of a private key is shown", async () => {
    const key = "-----BEGIN OPENSSH PRIVATE KEY-----\\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU";
    const [machine] = await machinesOf(`{ services.borgbackup.repos.x.authorizedKeys = [ "${key}" ]; }`);
    expect(machine?.repositories[0]?.keys).toEqual([
      { kind: "private-key", type: null, comment: null, fingerprint: null },
    ]);
    expect(JSON.stringify(machine)).not.toContain("b3BlbnNz");
  });
});

/** The lines that a flowchart may have, as the pictures use them. */
const LABEL = String.raw`"(?:[\p{L}\p{N} .,/:@_~+=*?()-]|#\d+;|<br/>)*"`;
const LINES = [
  "flowchart LR",
  String.raw`  subgraph n\d+ \[${LABEL}\]`,
  String.raw`    n\d+s\(${LABEL}\)`,
  String.raw`    n\d+\[\(${LABEL}\)\]`,
  "  end",
  String.raw`  n\d+\[\(${LABEL}\)\]`,
  String.raw`  n\d+s -->\|${LABEL}\| n\d+\[/${LABEL}/\]`,
  String.raw`  n\d+s (?:-->|-\.-x)\|${LABEL}\| n\d+`,
].map((line) => new RegExp(`^${line}$`, "u"));

it("any name makes a flowchart that can be read", () => {
  fc.assert(
    fc.property(topologies, (view) => {
      const chart = topologyMermaid(view);
      const wrong = chart
        .trimEnd()
        .split("\n")
        .filter((line) => !LINES.some((form) => form.test(line)));
      expect(wrong).toEqual([]);
    }),
  );
});
