/** Rules about keys where pages cannot show it: silence, shapes, and that nothing of a secret is told. */
import { expect, it } from "vitest";
import { clanOf, judgeClan } from "../../support/rulePages.ts";

const JON = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOF/PtdUnGndBSNKLu9pkbcqbetNsfrf4qlexu+dcHx/";
const SARA = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJFTYhWsAFRWkJ6V66Nj505tfKZXCPecWrtEdKKpjwxb";

/** The codes of errors and warnings in a machine with these repositories. */
async function codesIn(repositories: string, more = ""): Promise<readonly string[]> {
  const text = `#- /machines/nas/configuration.nix
{ config, lib, pkgs, ... }:
{
  services.openssh.enable = true;
  services.borgbackup.repos = ${repositories};
}
${more}`;
  const found = await judgeClan(clanOf(text), "2026-08");
  return found.filter(({ severity }) => severity === "error" || severity === "warning").map(({ code }) => code);
}

it.each([
  ["a key that is not known", `{ r.authorizedKeys = [ pkgs.key ]; }`],
  ["keys that are not known", `{ r.authorizedKeys = pkgs.keys; }`],
  ["keys under a condition", `{ r.authorizedKeys = lib.mkIf pkgs.yes [ "${JON}" ]; }`],
  ["a key with a known beginning", `{ r.authorizedKeys = [ "ssh-ed25519 \${pkgs.key}" ]; }`],
  ["a repository under a condition", `lib.mkIf pkgs.yes { r.path = "/b"; }`],
  [
    "a folder that is not known",
    `{ a = { path = pkgs.a; authorizedKeys = [ "${JON}" ]; }; b = { path = pkgs.a; authorizedKeys = [ "${SARA}" ]; }; }`,
  ],
  [
    "sub repositories of one folder",
    `{ a = { allowSubRepos = true; authorizedKeys = [ "${JON}" ]; }; b = { authorizedKeys = [ "${SARA}" ]; }; }`,
  ],
  [
    "the same key for two users",
    `{ a = { path = "/a"; authorizedKeys = [ "${JON}" ]; }; b = { path = "/b"; user = "b"; authorizedKeys = [ "${JON}" ]; }; }`,
  ],
  [
    "the same key from other addresses",
    `{ a = { path = "/a"; authorizedKeys = [ ''from="10.0.0.1" ${JON}'' ]; }; b = { path = "/b"; authorizedKeys = [ ''from="10.0.0.2" ${JON}'' ]; }; }`,
  ],
  ["the end of a file that is split", `{ r.authorizedKeys = lib.splitString "\\n" (builtins.readFile ./keys); }`],
  ["a comment behind the key", `{ r.authorizedKeys = [ (builtins.readFile ./key) ]; }`],
])("says nothing of %s", async (_, repositories) => {
  const files = `#- /machines/nas/keys\n${JON} jon\n${SARA} sara\n#- /machines/nas/key\n${JON} jon\n\n# the end\n`;
  expect(await codesIn(repositories, files)).toEqual([]);
});

it.each([
  [
    "a file with a key and a comment before it",
    `{ r.authorizedKeys = [ (builtins.readFile ./old) ]; }`,
    ["several-keys-in-one"],
  ],
  [
    "a list that is joined",
    `{ r.authorizedKeys = [ "${JON}" ] ++ [ (builtins.readFile ./old) ]; }`,
    ["several-keys-in-one"],
  ],
  [
    "the winner by force",
    `{ r.authorizedKeys = lib.mkMerge [ [ "${JON}" ] (lib.mkForce [ "${JON}\\n${SARA}" ]) ]; }`,
    ["several-keys-in-one"],
  ],
  [
    "repositories that are computed",
    `lib.genAttrs [ "a" "b" ] (name: { authorizedKeys = [ "${JON}" ]; path = "/b/\${name}"; })`,
    ["key-in-two-repositories"],
  ],
  ["append-only keys", `{ r.authorizedKeysAppendOnly = [ "nothing of the kind" ]; }`, ["no-public-key"]],
])("sees %s", async (_, repositories, codes) => {
  expect(await codesIn(repositories, `#- /machines/nas/old\n# jon\n${JON}\n`)).toEqual(codes);
});

const SECRETS = [
  "-----BEGIN OPENSSH PRIVATE KEY-----\nWORDSOFTHESECRET\n-----END OPENSSH PRIVATE KEY-----\n",
  "AGE-SECRET-KEY-1WORDSOFTHESECRET",
  '{"data":"ENC[AES256_GCM,data:WORDSOFTHESECRET]"}',
  "WORDSOFTHESECRET",
];
const USES = [
  `[ (builtins.readFile ./secret) ]`,
  `builtins.readFile ./secret`,
  `[ { key = builtins.readFile ./secret; } ]`,
];

it.each(SECRETS.flatMap((secret) => USES.map((use) => [use, secret] as const)))(
  "tells nothing of a secret: %s of %s",
  async (use, secret) => {
    const text = `#- /machines/nas/configuration.nix
{ services.borgbackup.repos.r.authorizedKeys = ${use}; }
#- /machines/nas/secret
${secret}`;
    const found = await judgeClan(clanOf(text), "2026-08");
    expect(found).not.toEqual([]);
    expect(JSON.stringify(found)).not.toContain("WORDSOFTHESECRET");
  },
);
