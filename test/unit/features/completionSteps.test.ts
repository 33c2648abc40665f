import { describe, expect, it } from "vitest";
import { completion } from "../../../server/features/completion.ts";
import { at } from "../../support/features.ts";
import {
  expanded,
  findingsOf,
  fleet,
  GUIDE,
  LAPTOP,
  RELEASES,
  type Release,
  SERVER,
  stepsAt,
  withStep,
} from "../../support/steps.ts";

async function labelsAt(text: string, release: Release, document = LAPTOP): Promise<readonly string[]> {
  return [...(await stepsAt({ ...fleet(release), [document]: text }, document, release)).keys()];
}

describe.each(RELEASES)("the steps of %s", (release) => {
  it("can be taken one by one, and none is a mistake", async () => {
    let files = fleet(release);
    expect(await findingsOf(files, release)).toEqual([]);
    for (const [document, step] of GUIDE[release]) {
      files = await withStep(files, document, step, release);
      expect((await findingsOf(files, release)).filter((finding) => finding.startsWith("error"))).toEqual([]);
    }
    const codes = (await findingsOf(files, release)).map((finding) => finding.replace(/:.*/s, ""));
    // What is left is true and says what to do next: Clan schedules no snapshots, sshd comes with a module of its own, and until August
    // 2024 all of /home was saved unasked.
    const next = ["info localbackup-not-scheduled", "warning server-without-sshd", "warning home-saved-by-default"];
    expect(codes.filter((code) => !next.includes(code))).toEqual([]);
  });
});

describe("steps are offered", () => {
  it("in the words of the release", async () => {
    const text = async (release: Release, label: string, document = LAPTOP) =>
      (await stepsAt(fleet(release), document, release)).get(label);
    expect(await text("2024-05", "backup-state")).toMatch(/^clanCore\.state\.myservice = \{/);
    expect(await text("2024-06", "backup-state")).toMatch(/^clan\.core\.state\.myservice = \{[\s\S]*preBackupScript/);
    expect(await text("2024-06", "backup-borg-server", SERVER)).toContain("../laptop/facts/borgbackup.ssh.pub");
    expect(await text("2025-03", "backup-borg-server", SERVER)).toContain(
      "../../vars/per-machine/laptop/borgbackup/borgbackup.ssh.pub/value",
    );
    expect(await text("2026-08", "backup-disk")).not.toContain("targets");
    expect(await text("2026-08", "backup-borg-client")).toBeUndefined();
    expect(await text("2026-08", "backup-instance", "clan.nix")).toMatch(
      /client\.machines\.laptop[\s\S]*server\.machines\.server/,
    );
    expect(await text("2025-07", "backup-disk", "clan.nix")).toBeUndefined();
  });

  it.each([
    ["{ | }", ["backup-disk", "backup-borg-client", "backup-borg-server", "backup-state"]],
    ["{ config = { | }; }", ["backup-disk", "backup-borg-client", "backup-borg-server", "backup-state"]],
    ["{ imports = [ { bac| } ]; }", ["backup-disk", "backup-borg-client", "backup-borg-server", "backup-state"]],
    ["{ clan.| }", ["backup-borg-client", "backup-state"]],
    ["{ clan.core = { | }; }", ["backup-state"]],
    ["{ services.borgbackup.repos.| }", ["backup-borg-server"]],
  ])("where they can stand: %s", async (text, labels) => {
    expect(await labelsAt(text, "2025-03")).toEqual(labels);
  });

  it.each([
    "{ clan.core.state.x.| }",
    '{ x = "|"; }',
    "{ x = |; }",
    "{ bac| = 1; }",
    "{ bac|.x = 1; }",
    '{ "bac|" = 1; }',
    "{ x = f { | }; }",
    "{ environment.| }",
  ])("and nowhere else: %s", async (text) => {
    expect(await labelsAt(text, "2025-03")).toEqual([]);
  });

  it("without what is written already", async () => {
    const inside = async (text: string) => [
      ...(await stepsAt({ ...fleet("2026-08"), "clan.nix": text }, "clan.nix", "2026-08")).values(),
    ];
    const whole = await inside("{ | }");
    expect(whole).toHaveLength(2);
    for (const [path, opened] of [
      ["inventory.", "{ inventory.| }"],
      ["inventory.", "{ inventory = { | }; }"],
      ["inventory.instances.", "{ inventory.instances = { | }; }"],
    ] as const)
      expect(await inside(opened)).toEqual(whole.map((text) => text.slice(path.length)));
  });

  it("with the machines there are to choose from, whose names fit into a path", async () => {
    const machines = 'machines = { a = { }; b-c = { }; "1.x" = { }; };';
    const flake = `{ outputs = { self, clan-core }: clan-core.lib.buildClan { directory = self; ${machines} }; }`;
    const { context, offset } = await at("{ | }", { files: { "flake.nix": flake }, release: "2025-03" });
    const item = completion(context, offset, { snippets: true }).items.find(
      ({ label }) => label === "backup-borg-client",
    );
    expect(item?.textEdit?.newText).toContain("destinations.${1|a,b-c|} =");
  });

  it("with a look at what will be written", async () => {
    const { context, offset } = await at("{ | }", { release: "2025-03" });
    const steps = completion(context, offset, { snippets: true }).items.filter(({ label }) =>
      label.startsWith("backup-"),
    );
    expect(steps.length).toBe(4);
    for (const { textEdit, documentation } of steps)
      expect(documentation).toEqual({
        kind: "markdown",
        value: `\`\`\`nix\n${expanded(textEdit?.newText ?? "")}\n\`\`\``,
      });
  });

  it("to clients that know snippets only", async () => {
    const { context, offset } = await at("{ | }", { release: "2025-03" });
    const labels = (snippets: boolean) => completion(context, offset, { snippets }).items.map(({ label }) => label);
    expect(labels(true)).toContain("backup-disk");
    expect(labels(false).filter((label) => label.startsWith("backup-"))).toEqual([]);
  });
});
