import { describe, expect, it } from "vitest";
import { createLanguageService } from "../../server/languageService.ts";
import { memoryFiles } from "../support/memoryFiles.ts";
import { testParser } from "../support/nixParser.ts";

const FLAKE = "{ outputs = { self, clan-core }: clan-core.lib.clan { inherit self; }; }";
const parser = await testParser();

/** A clan on disk whose flake is open, and what is found in its machine's file. */
function open(files: Map<string, string>) {
  const service = createLanguageService({ files: memoryFiles(files), parser });
  service.setFolders(["/clan"]);
  service.openDocument("/clan/flake.nix", files.get("/clan/flake.nix") ?? "");
  const machines = () => service.clans().flatMap((clan) => [...clan.machines.keys()]);
  return { service, machines };
}

describe("folders that come and go, of which a client tells nothing but the folder", () => {
  it("a deleted machine is gone, and what was found in it", () => {
    const files = new Map([
      ["/clan/flake.nix", FLAKE],
      ["/clan/machines/web/configuration.nix", "{ fileSystems = 5; }"],
    ]);
    const { service, machines } = open(files);
    expect(machines()).toEqual(["web"]);
    expect([...service.allFindings().keys()]).toEqual(["/clan/machines/web/configuration.nix"]);
    files.delete("/clan/machines/web/configuration.nix");
    service.filesChanged(["/clan/machines/web"]);
    expect(machines()).toEqual([]);
    expect(service.allFindings().size).toBe(0);
  });

  it("a renamed one has its new name, and its configuration", () => {
    const files = new Map([
      ["/clan/flake.nix", FLAKE],
      ["/clan/machines/web/configuration.nix", "{ fileSystems = 5; }"],
    ]);
    const { service, machines } = open(files);
    expect(machines()).toEqual(["web"]);
    files.set("/clan/machines/www/configuration.nix", "{ fileSystems = 5; }");
    files.delete("/clan/machines/web/configuration.nix");
    service.filesChanged(["/clan/machines/web", "/clan/machines/www"]);
    expect(machines()).toEqual(["www"]);
    expect([...service.allFindings().keys()]).toEqual(["/clan/machines/www/configuration.nix"]);
  });

  it("all machines at once", () => {
    const files = new Map([
      ["/clan/flake.nix", FLAKE],
      ["/clan/machines/a/configuration.nix", "{ }"],
      ["/clan/machines/b/configuration.nix", "{ }"],
    ]);
    const { service, machines } = open(files);
    expect(machines()).toEqual(["a", "b"]);
    for (const file of [...files.keys()]) if (file.includes("/machines/")) files.delete(file);
    service.filesChanged(["/clan/machines"]);
    expect(machines()).toEqual([]);
  });

  it("a folder of keys", () => {
    const key = "/clan/vars/per-machine/web/borgbackup/borgbackup.ssh.pub/value";
    const flake = `{ outputs = { self, clan-core }: clan-core.lib.clan {
      machines.nas.services.borgbackup.repos.web.authorizedKeys = [
        (builtins.readFile ./vars/per-machine/web/borgbackup/borgbackup.ssh.pub/value)
      ];
    }; }`;
    const files = new Map([["/clan/flake.nix", flake]]);
    const { service } = open(files);
    const codes = () => service.findingsIn("/clan/flake.nix").map(({ code }) => code);
    expect(codes()).toContain("missing-key-file");
    files.set(key, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBc60zBZ2PLVvp9JNIM5m8jmDXkLNXrmfHvX2lVnPlXR web\n");
    service.filesChanged(["/clan/vars"]);
    expect(codes()).not.toContain("missing-key-file");
  });
});
