/** The model of a clan that is given as files, as rules read it. */

import { newestRelease, releaseNamed } from "../../server/clan/release.ts";
import type { ClanModel } from "../../server/clan/topology/model.ts";
import { OptionTrees } from "../../server/clan/trees.ts";
import { rootScope } from "../../server/nix/builtins.ts";
import { libValue } from "../../server/nix/lib.ts";
import { pkgsValue } from "../../server/nix/nixpkgs.ts";
import { optionTypesValue } from "../../server/nix/options/optionValues.ts";
import { WorkspaceFiles } from "../../server/workspace/files.ts";
import { ClanSubject } from "../../server/workspace/judgement.ts";
import { memoryFiles } from "./memoryFiles.ts";
import { testParser } from "./nixParser.ts";

/** The clan of `/clan/flake.nix` among `texts`. */
export async function clanModelIn(texts: ReadonlyMap<string, string>, release: string): Promise<ClanModel> {
  const files = new WorkspaceFiles(memoryFiles(texts), await testParser());
  files.setRoots(["/clan"]);
  const lib = libValue({ types: optionTypesValue() });
  const inUse = releaseNamed(release) ?? newestRelease();
  const clans = new ClanSubject(
    {
      files,
      root: rootScope(),
      environment: { lib, pkgs: pkgsValue(lib), trees: new OptionTrees() },
      shell: undefined,
      releaseOf: () => inUse,
    },
    "/clan/flake.nix",
    "flake",
    "whole",
  );
  clans.refresh();
  for (const machine of clans.machines) machine.refresh();
  const [model] = clans.models;
  if (model === undefined) throw new Error("there is no clan in these files");
  return model;
}
