import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  candidateDeployedPaths,
  candidatePublicKeyPaths,
  deployedSecretPath,
  encryptedSecretPath,
  holdsOn,
  parseKeyPath,
  publicKeyPath,
} from "../../../server/clan/layout.ts";

const machine = fc.stringMatching(/^[a-z0-9]([a-z0-9_-]{0,20}[a-z0-9])?$/);
const date = fc
  .date({ min: new Date("2023-01-01"), max: new Date("2028-01-01"), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const store = fc.constantFrom("sops" as const, "password-store" as const, "age" as const);
const secret = fc.constantFrom("borgbackup.ssh" as const, "borgbackup.repokey" as const);

describe("public keys", () => {
  test.each([
    ["2024-06-17", "machines/alpha/facts/borgbackup.ssh.pub"],
    ["2025-01-15", "machines/alpha/facts/borgbackup.ssh.pub"],
    ["2025-01-16", "vars/per-machine/alpha/borgbackup/borgbackup.ssh.pub/value"],
    ["2026-08-22", "vars/per-machine/alpha/borgbackup/borgbackup.ssh.pub/value"],
  ])("of a clan-core of %s", (day, path) => {
    expect(publicKeyPath("alpha", day)).toBe(path);
  });

  test("have paths that name their machine and file, and the day's path is a candidate", () => {
    fc.assert(
      fc.property(machine, date, (name, day) => {
        const path = publicKeyPath(name, day);
        const candidate = candidatePublicKeyPaths(name).find((one) => one.path === path);
        expect(candidate && holdsOn(candidate, day)).toBe(true);
        for (const { path: other, layout } of candidatePublicKeyPaths(name))
          expect(parseKeyPath(other)).toEqual({
            layout,
            machine: name,
            generator: layout === "facts" ? undefined : "borgbackup",
            file: "borgbackup.ssh.pub",
            secret: false,
          });
      }),
    );
  });
});

describe("secrets", () => {
  test.each([
    ["2024-06-17", "sops", "/run/secrets/alpha-borgbackup.ssh"],
    ["2024-06-17", "password-store", "/etc/secrets/borgbackup.ssh"],
    ["2024-06-17", "age", undefined],
    ["2024-04-11", "sops", undefined],
    ["2025-03-12", "sops", "/run/secrets/vars/borgbackup/borgbackup.ssh"],
    ["2025-03-12", "password-store", "/run/secrets/borgbackup/borgbackup.ssh"],
    ["2026-08-02", "sops", "/run/secrets/vars/borgbackup/borgbackup.ssh"],
    ["2026-08-02", "age", "/run/secrets/borgbackup/borgbackup.ssh"],
    ["2026-08-03", "sops", "/run/secrets/vars/per-machine/alpha/borgbackup/borgbackup.ssh"],
    ["2026-08-22", "password-store", "/run/secrets/per-machine/alpha/borgbackup/borgbackup.ssh"],
    ["2026-08-22", "age", "/run/secrets/per-machine/alpha/borgbackup/borgbackup.ssh"],
  ] as const)("of a clan-core of %s in %s", (day, where, path) => {
    expect(deployedSecretPath("alpha", "borgbackup.ssh", day, where)).toBe(path);
  });

  test.each([
    ["2024-06-17", "sops", "sops/secrets/alpha-borgbackup.repokey/secret"],
    ["2026-08-22", "sops", "vars/per-machine/alpha/borgbackup/borgbackup.repokey/secret"],
    ["2026-08-22", "age", "secrets/clan-vars/per-machine/alpha/borgbackup/borgbackup.repokey/borgbackup.repokey.age"],
    ["2025-03-12", "age", undefined],
    ["2026-08-22", "password-store", undefined],
  ] as const)("encrypted in the repository of a clan-core of %s in %s", (day, where, path) => {
    expect(encryptedSecretPath("alpha", "borgbackup.repokey", day, where)).toBe(path);
  });

  test("are on the machine at one candidate's path at most on each day", () => {
    fc.assert(
      fc.property(machine, secret, date, store, (name, file, day, where) => {
        const found = candidateDeployedPaths(name, file).filter((one) => one.store === where && holdsOn(one, day));
        expect(found.map(({ path }) => path)).toEqual(
          [deployedSecretPath(name, file, day, where)].filter((path) => path !== undefined),
        );
      }),
    );
  });

  test("have paths in the repository that name their machine and file", () => {
    fc.assert(
      fc.property(machine, secret, date, store, (name, file, day, where) => {
        const path = encryptedSecretPath(name, file, day, where);
        if (path === undefined) return;
        expect(parseKeyPath(path)).toMatchObject({ machine: name, generator: "borgbackup", file, secret: true });
      }),
    );
  });
});

describe("a path", () => {
  test.each([
    ["machines/a/facts/ssh.id_ed25519.pub", "facts", "a", undefined, "ssh.id_ed25519.pub"],
    ["machines/a/vars/tor/name", "vars-2024-07", "a", "tor", "name"],
    ["vars/per-machine/a/tor/name", "vars-2024-08", "a", "tor", "name"],
    ["vars/shared/tor/name", "vars-2024-08", undefined, "tor", "name"],
    ["vars/shared/tor/name/value", "vars", undefined, "tor", "name"],
    ["vars/per-machine/a/tor/value/value", "vars", "a", "tor", "value"],
  ])("%s is a generated file", (path, layout, name, generator, file) => {
    expect(parseKeyPath(path)).toEqual({ layout, machine: name, generator, file, secret: false });
  });

  test.each([
    "",
    "machines/a/configuration.nix",
    "machines/a/facts",
    "machines/a/facts/b/c",
    "machines/../a/facts/b",
    "/machines/a/facts/b",
    "vars/per-machine/a/tor",
    "vars/per-machine/a/tor/.validation-hash",
    "vars/per-machine/a/tor/name/users/admin",
    "vars/per-machine/a/tor/name/value/b",
    "sops/secrets/a-age.key/secret",
    "sops/secrets/-borgbackup.ssh/secret",
    "sops/secrets/a-borgbackup.ssh/machines/a",
    "secrets/clan-vars/per-machine/a/tor/name/other.age",
    "facts/borgbackup.ssh.pub",
  ])("%j is none", (path) => {
    expect(parseKeyPath(path)).toBeUndefined();
  });

  test("of any text gives no exception, and gives back what it was made of", () => {
    const part = fc.oneof(
      fc.constantFrom("machines", "vars", "facts", "per-machine", "shared", "value", "secret"),
      machine,
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
        const found = parseKeyPath(parts.join("/"));
        if (found === undefined) return;
        expect(parts).toContain(found.file);
        if (found.machine !== undefined) expect(parts).toContain(found.machine);
      }),
    );
  });
});
