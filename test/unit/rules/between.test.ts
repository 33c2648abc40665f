/** Rules about what lies between machines, where pages cannot show it: silence and shapes. */
import { describe, expect, it } from "vitest";
import { clanOf, judgeClan } from "../../support/rulePages.ts";

const LAPTOP = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOF/PtdUnGndBSNKLu9pkbcqbetNsfrf4qlexu+dcHx/";
const TOWER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJFTYhWsAFRWkJ6V66Nj505tfKZXCPecWrtEdKKpjwxb";

/** Codes of these rules; others have tests of their own. */
const CODES = [
  "repository-path-differs repository-user-differs server-without-repository shared-repository destination-replaces-server",
  "client-of-two-instances client-without-destination backup-on-same-machine unknown-machine unknown-tag unknown-service",
  "target-user-not-root key-of-another-client outdated-key repository-without-client append-only-client",
]
  .join(" ")
  .split(" ");

async function codesIn(text: string, release = "2024-06"): Promise<readonly string[]> {
  const found = await judgeClan(clanOf(text), release);
  return found.flatMap(({ code, machine }) => (CODES.includes(code) ? [`${machine ?? ""} ${code}`.trim()] : []));
}

const read = `authorizedKeys = [ (builtins.readFile ../laptop/facts/borgbackup.ssh.pub) ];`;
const keys = `#- /machines/laptop/facts/borgbackup.ssh.pub\n${LAPTOP}\n#- /machines/tower/facts/borgbackup.ssh.pub\n${TOWER}\n`;

const pair = (repo: string, server: string) => `#- /machines/laptop/configuration.nix
{ config, lib, pkgs, ... }:
{ clan.borgbackup.destinations.d.repo = ${repo}; }
#- /machines/nas/configuration.nix
{ config, lib, pkgs, ... }:
{ ${server} }
${keys}`;

describe("a client and its server", () => {
  it.each([
    ["the folder itself", `"borg@nas:."`, `services.borgbackup.repos.laptop = { path = "/b/laptop"; ${read} };`],
    [
      "the home of the connection",
      `"ssh://borg@nas/./"`,
      `services.borgbackup.repos.laptop = { path = "/b/laptop"; ${read} };`,
    ],
    [
      "a slash more",
      `"ssh://borg@nas/b/laptop/"`,
      `services.borgbackup.repos.laptop = { path = "/b//laptop"; ${read} };`,
    ],
    [
      "a folder below, where that is allowed",
      `"borg@nas:/b/laptop/docs"`,
      `services.borgbackup.repos.laptop = { path = "/b/laptop"; allowSubRepos = true; ${read} };`,
    ],
    [
      "a relative folder below, where that is allowed",
      `"borg@nas:docs"`,
      `services.borgbackup.repos.laptop = { path = "/b/laptop"; allowSubRepos = true; ${read} };`,
    ],
    [
      "a path that is not known",
      `"borg@nas:/b/other"`,
      `services.borgbackup.repos.laptop = { path = pkgs.path; ${read} };`,
    ],
    [
      "a location that is not known",
      `"borg@nas:\${pkgs.path}"`,
      `services.borgbackup.repos.laptop = { path = "/b/laptop"; ${read} };`,
    ],
    [
      "a user with other keys",
      `"backup@nas:/home/backup/laptop"`,
      `users.users.backup.openssh.authorizedKeys.keys = [ "${LAPTOP}" ];`,
    ],
    [
      "a user borg that is made by hand",
      `"borg@nas:laptop"`,
      `users.users.borg.openssh.authorizedKeys.keys = [ "${LAPTOP}" ];`,
    ],
    ["a server with modules that are not seen", `"borg@nas:."`, `imports = [ pkgs.module ];`],
    [
      "a host outside",
      `"borg@backup.example.org:/b/other"`,
      `services.borgbackup.repos.laptop = { path = "/b/laptop"; ${read} };`,
    ],
  ])("are fine with %s", async (_, repo, server) => {
    const found = await codesIn(pair(repo, server));
    expect(found.filter((line) => !line.endsWith("repository-without-client"))).toEqual([]);
  });

  it.each([
    ["a computed name", `"borg@nas:/b/\${config.networking.hostName}"`, "/b/other", ["laptop repository-path-differs"]],
    ["a folder above", `"ssh://borg@nas/b"`, "/b/laptop", ["laptop repository-path-differs"]],
    ["a relative folder", `"borg@nas:docs"`, "/b/laptop", ["laptop repository-path-differs"]],
    ["two dots", `"borg@nas:../other"`, "/b/laptop", ["laptop repository-path-differs"]],
  ])("differ by %s", async (_, repo, path, codes) => {
    expect(await codesIn(pair(repo, `services.borgbackup.repos.laptop = { path = "${path}"; ${read} };`))).toEqual(
      codes,
    );
  });

  it("are told of the first repository that has the key", async () => {
    const other = `#- /machines/tower/configuration.nix\n{ }\n`;
    const server = `services.borgbackup.repos.laptop = { path = "/b/laptop"; authorizedKeys = [ (builtins.readFile ../tower/facts/borgbackup.ssh.pub) ]; };`;
    expect(await codesIn(other + pair(`"borg@nas:."`, server))).toEqual([
      "nas repository-without-client",
      "nas key-of-another-client",
    ]);
  });
});

const both = (laptop: string, tower: string) => `#- /machines/laptop/configuration.nix
{ config, lib, pkgs, ... }:
{ ${laptop} }
#- /machines/tower/configuration.nix
{ config, lib, pkgs, ... }:
{ ${tower} }
`;
const to = (repo: string) => `clan.borgbackup.destinations.box.repo = "${repo}";`;

describe("two machines with one repository", () => {
  it.each([
    ["a folder of each key", to("u@box.example:."), ""],
    ["a folder that is computed", to("u@box.example:/b/${config.networking.hostName}"), ""],
    ["a folder that is not known", to("u@box.example:/b/${pkgs.name}"), ""],
    ["a folder of the machine itself", to("/mnt/backup"), ""],
    [
      "a passphrase of another job",
      to("u@box.example:/b"),
      `services.borgbackup.jobs.box.encryption.mode = lib.mkForce "none";`,
    ],
    ["a passphrase for all", to("u@box.example:/b"), `clan.core.vars.generators.borgbackup.share = true;`],
  ])("are not found with %s", async (_, destination, more) => {
    expect(await codesIn(both(destination + more, destination + more), "2025-03")).toEqual([]);
  });

  it.each([
    ["another form of the same", "ssh://u@box.example:22/b/all", "u@BOX.example:/b//all"],
    ["a folder in the home", "u@box.example:all", "ssh://u@box.example/./all"],
  ])("are found by %s", async (_, one, other) => {
    expect(await codesIn(both(to(one), to(other)))).toEqual(["tower shared-repository"]);
  });
});

const instance = (text: string, machines = "laptop = { }; nas = { };") => `#- /clan.nix
{ given, ... }:
{
  inventory.machines = { ${machines} };
  inventory.instances.borgbackup = { module.name = "borgbackup"; ${text} };
}
`;

describe("an instance", () => {
  it.each([
    ["a tag", `roles.client.tags.l = { }; roles.server.machines.nas = { };`, `laptop.tags = [ "l" ]; nas = { };`],
    [
      "tags as a list",
      `roles.client.tags = [ "l" ]; roles.server.machines.nas = { };`,
      `laptop.tags = [ "l" ]; nas = { };`,
    ],
    [
      "a destination of its own",
      `roles.client.machines.laptop.settings.destinations.box.repo = "u@box.example:/b";`,
      undefined,
    ],
    [
      "machines that are not known",
      `roles.client.machines.other = { }; roles.server.machines.nas = { };`,
      "laptop = { }; nas = { }; } // given // {",
    ],
    [
      "tags that are computed",
      `roles.client.tags.backup = { }; roles.server.machines.nas = { };`,
      `laptop.tags = given; nas = { };`,
    ],
    ["destinations that are not known", `roles.client.machines.laptop.settings.destinations = given;`, undefined],
  ])("is fine with %s", async (_, text, machines) => {
    expect(await codesIn(instance(text, machines), "2026-08")).toEqual([]);
  });

  it("that serves itself and others is fine where a client has another server", async () => {
    const text = `roles.client.machines.nas = { }; roles.server.machines = { nas = { }; laptop = { }; };`;
    expect(await codesIn(instance(text), "2026-08")).toEqual([]);
  });

  it("is no backup where it serves itself alone, but with a disk it is", async () => {
    const text = instance(`roles.client.machines.nas = { }; roles.server.machines.nas = { };`);
    expect(await codesIn(text, "2026-08")).toEqual(["nas backup-on-same-machine"]);
    const disk = `inventory.instances.localbackup = { module.name = "localbackup"; roles.default.machines.nas.settings.targets.hdd.directory = "/mnt/hdd"; };`;
    expect(
      await codesIn(
        text.replace("inventory.instances.borgbackup", `${disk} inventory.instances.borgbackup`),
        "2026-08",
      ),
    ).toEqual([]);
  });

  it("of a tag is told once for all its machines", async () => {
    const text = `#- /clan.nix
{
  inventory.machines = { a.tags = [ "t" ]; b.tags = [ "t" ]; nas = { }; };
  inventory.instances.one = { module.name = "borgbackup"; roles.client.tags.t = { }; roles.server.machines.nas = { }; };
  inventory.instances.two = { module.name = "borgbackup"; roles.client.tags.t = { }; roles.server.machines.nas = { }; };
}
`;
    expect(await codesIn(text, "2026-08")).toEqual(["a client-of-two-instances"]);
  });
});

it("asks for root only where `clan backups` works", async () => {
  const machine = (more: string) => `{ clan.core.networking.targetHost = "alice@laptop"; ${more} }`;
  expect(await codesIn(machine(""), "2025-03")).toEqual([]);
  expect(await codesIn(machine(to("u@box.example:/b")), "2025-03")).toEqual(["m target-user-not-root"]);
});
