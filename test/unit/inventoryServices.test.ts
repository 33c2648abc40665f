import { describe, expect, it } from "vitest";
import { type MachineView, topologyOf } from "../../server/languageService.ts";
import { DEFAULT_SETTINGS } from "../../server/workspace/settings.ts";
import { memoryFiles } from "../support/memoryFiles.ts";
import { testParser } from "../support/nixParser.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBc60zBZ2PLVvp9JNIM5m8jmDXkLNXrmfHvX2lVnPlXR laptop\n";

/** A clan whose inventory has this text, and what a server says of itself. */
async function machinesOf(
  inventory: string,
  server = "",
  release = "2025-03",
): Promise<ReadonlyMap<string, MachineView>> {
  const flake = `{
    outputs = { self, clan-core, ... }: clan-core.lib.buildClan {
      inherit self;
      meta.name = "fleet";
      inventory = { ${inventory} };
      machines.vault = { ${server} };
    };
  }`;
  const files = memoryFiles(
    new Map([
      ["/clan/flake.nix", flake],
      ["/clan/vars/per-machine/laptop/borgbackup/borgbackup.ssh.pub/value", KEY],
      ["/clan/machines/laptop/facts/borgbackup.ssh.pub", KEY],
      ["/clan/extra.nix", '{ clan.core.state.extra.folders = [ "/extra" ]; }'],
    ]),
  );
  const { clans } = topologyOf("/clan", {
    files,
    parser: await testParser(),
    settings: { ...DEFAULT_SETTINGS, release },
  });
  return new Map(clans.flatMap(({ machines }) => machines).map((machine) => [machine.name ?? "", machine]));
}

const MACHINES = 'machines.laptop.tags = [ "mobile" ]; machines.desk = { }; machines.vault = { };';
const ROLES = 'roles.client = { tags = [ "mobile" ]; machines = [ "desk" ]; }; roles.server.machines = [ "vault" ];';

describe("what the roles of borgbackup make of the machines", () => {
  it("each client has a destination for each server, where the server keeps its repository", async () => {
    const machines = await machinesOf(`${MACHINES} services.borgbackup.nightly = { ${ROLES} };`);
    const repos = (name: string) => machines.get(name)?.destinations.map(({ repo, server }) => [repo, server.machine]);
    expect(repos("laptop")).toEqual([["borg@vault:/var/lib/borgbackup/laptop", "vault"]]);
    expect(repos("desk")).toEqual([["borg@vault:/var/lib/borgbackup/desk", "vault"]]);
    expect(repos("vault")).toEqual([]);
  });

  it.each(["2024-06", "2025-03"])("of %s, the server has a repository for each client that has a key", async (date) => {
    const machines = await machinesOf(`${MACHINES} services.borgbackup.nightly = { ${ROLES} };`, "", date);
    const [repository, ...others] = machines.get("vault")?.repositories ?? [];
    expect(others).toEqual([]);
    expect(repository).toMatchObject({ name: "laptop", path: "/var/lib/borgbackup/laptop" });
    expect(repository?.keys).toMatchObject([{ type: "ssh-ed25519", comment: "laptop" }]);
    expect(machines.get("laptop")?.destinations[0]?.server.key).toBe("accepted");
  });

  it("the server's own folder counts", async () => {
    const services = `${MACHINES} services.borgbackup.nightly = { ${ROLES} };`;
    const machines = await machinesOf(services, 'clan.borgbackup.directory = "/srv/borg";');
    expect(machines.get("vault")?.repositories[0]?.path).toBe("/srv/borg/laptop");
  });

  it("settings of the instance, the role and the machine become options of its machines, with the extra modules", async () => {
    const machines = await machinesOf(`${MACHINES} services.localbackup.disk = {
      roles.default.machines = [ "desk" "laptop" ];
      config.targets.all.directory = "/mnt/all";
      roles.default.config.targets.role.directory = "/mnt/role";
      machines.desk.config.targets.own.directory = "/mnt/own";
      machines.desk.extraModules = [ "extra.nix" ];
    };`);
    const targets = (name: string) =>
      machines
        .get(name)
        ?.targets.map(({ directory }) => directory)
        .sort();
    expect(targets("desk")).toEqual(["/mnt/all", "/mnt/own", "/mnt/role"]);
    expect(targets("laptop")).toEqual(["/mnt/all", "/mnt/role"]);
    expect(targets("vault")).toEqual([]);
    expect(machines.get("desk")?.states).toContainEqual({ name: "extra", folders: ["/extra"] });
  });

  it("an instance that is not enabled makes nothing", async () => {
    const machines = await machinesOf(`${MACHINES} services.borgbackup.nightly = { enabled = false; ${ROLES} };`);
    expect(machines.get("laptop")?.destinations).toEqual([]);
    expect(machines.get("laptop")?.complete).toBe(true);
  });
});

describe("what is not known", () => {
  it.each([
    [
      "machines of a role that are computed",
      "services.borgbackup.x.roles.client.machines = builtins.fromJSON (throw 1);",
    ],
    ["modules of the clan's own", `modules.borgbackup = ./x; services.borgbackup.x = { ${ROLES} };`],
  ])("with %s no machine is whole", async (_, services) => {
    const machines = await machinesOf(`${MACHINES} ${services}`);
    expect([...machines.values()].map(({ complete }) => complete)).toEqual([false, false, false]);
  });
});
