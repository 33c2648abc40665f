/**
 * Makes server/clan/releases/<name>.json from a release of clan-core:
 *
 *   npm exec -- node scripts/releases/extract.ts --clan-core DIR --lib DIR --release YYYY-MM \
 *     --date YYYY-MM-DD --clan-core-rev REV --lib-rev REV [--nix nix-instantiate]
 *
 * DIR are checkouts of clan-core and of nixpkgs (or of nix-community/nixpkgs.lib) at those commits; the date is that of
 * the clan-core commit. Needs nix-instantiate (2.8 or newer) and nothing of the network.
 *
 * The real module system lists the options (extract.nix, options.nix). Our own knowledge is added from the files beside
 * this one, so that a second run keeps it: descriptions.json (what an option makes the machine do, by path and for all
 * releases), changes.json (renames, removals and their dates), shape.json (what is opaque, complete, computed),
 * nixosOptions.json (options of NixOS) and buildClan.json (arguments of buildClan while it was a function).
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { z } from "zod";
import { holdsOn, type Release } from "../../server/clan/releaseData.ts";
import type { OptionDeclaration } from "../../server/nix/options/optionData.ts";
import { type Context, prune, toDeclaration, type Undescribed } from "./convert.ts";
import { formatRelease } from "./format.ts";
import * as schema from "./schema.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

function read<T>(name: string, type: z.ZodType<T>): T {
  return type.parse(JSON.parse(readFileSync(here(name), "utf8")));
}

interface Arguments {
  readonly clanCore: string;
  readonly lib: string;
  readonly release: string;
  readonly date: string;
  readonly clanCoreRev: string;
  readonly libRev: string;
  readonly nix: string;
}

function readArguments(): Arguments {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      "clan-core": text,
      lib: text,
      release: text,
      date: text,
      "clan-core-rev": text,
      "lib-rev": text,
      nix: text,
    },
  });
  const need = (name: keyof typeof values): string => {
    const value = values[name];
    if (value === undefined) throw new Error(`--${name} is missing; the head of extract.ts says how to run it`);
    return value;
  };
  return {
    clanCore: need("clan-core"),
    lib: need("lib"),
    release: need("release"),
    date: need("date"),
    clanCoreRev: need("clan-core-rev"),
    libRev: need("lib-rev"),
    nix: values.nix ?? "nix-instantiate",
  };
}

function evaluate({ nix, clanCore, lib }: Arguments): schema.Extract {
  const options = ["--eval", "--strict", "--json", "--read-write-mode"];
  const inputs = ["--argstr", "clanCore", clanCore, "--argstr", "nixpkgsLib", lib];
  const printed = execFileSync(nix, [...options, here("extract.nix"), ...inputs], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return schema.extract.parse(JSON.parse(printed));
}

/** nixpkgs gives undefined collections their empty value since 0b2a4d8d of this day. */
const emptyCollectionsSince = "2026-03-23";

type Changes = z.infer<typeof schema.changes>;

/** Paths that the modules still declare only to say that they were renamed or removed. */
function shims(changes: Changes, tree: "nixos" | "clan", date: string): (readonly string[])[] {
  const renamed = changes.renames.filter((rename) => rename.tree === tree && holdsOn(rename, date));
  const removed = changes.removals.filter((removal) => removal.tree === tree && holdsOn(removal, date));
  return [...renamed.map((rename) => rename.from), ...removed.map((removal) => removal.path)];
}

class Descriptions {
  readonly missing = new Set<string>();
  readonly #texts: Readonly<Record<string, string>>;
  constructor(texts: Readonly<Record<string, string>>) {
    this.#texts = texts;
  }
  describe(option: Undescribed, key: string): OptionDeclaration {
    const text = this.#texts[key];
    if (text === undefined) this.missing.add(key);
    return { ...option, description: text ?? "" };
  }
}

const byPath = (a: Undescribed, b: Undescribed): number => {
  const [left, right] = [a.path.join("\0"), b.path.join("\0")];
  return left < right ? -1 : left > right ? 1 : 0;
};

const keyOf = (path: readonly string[]): string => path.join(".");

/**
 * Before 2024-06-18 clan.core was called clanCore. The data uses the later name for both, so that one path means one thing
 * in all releases; the rename in changes.json says that the old name is understood.
 */
function laterName(option: schema.RawOption): schema.RawOption {
  const [first, ...rest] = option.path;
  return first === "clanCore" && rest.length > 0 ? { ...option, path: ["clan", "core", ...rest] } : option;
}

/** Options of the machine: those of clan-core, of its roles' modules, and of NixOS. */
function nixosTree(raw: schema.Extract, context: Context, date: string): Undescribed[] {
  const fromRoles = Object.entries(raw.moduleRoles).flatMap(([module, roles]) =>
    Object.values(roles).flatMap((options) =>
      options.map((option) => ({ ...option, path: ["clan", module, ...option.path] })),
    ),
  );
  const known = new Set<string>();
  const declared: Undescribed[] = [];
  for (const option of [...raw.nixos.map(laterName), ...fromRoles]) {
    const key = keyOf(option.path);
    if (known.has(key)) continue;
    known.add(key);
    declared.push(toDeclaration(option, key, context));
  }
  const ofNixos = read("nixosOptions.json", schema.nixosOptions)
    .filter((option) => option.since === undefined || option.since <= date)
    .map(({ since: _, ...option }) => withExample(option, context));
  return [...declared, ...ofNixos];
}

function withExample(option: Undescribed, { shape }: Context): Undescribed {
  const example = shape.examples[keyOf(option.path)];
  return example === undefined ? option : { ...option, example };
}

function clanTree(raw: schema.Extract, context: Context): Undescribed[] {
  const declared = raw.clan.map((option) => toDeclaration(option, keyOf(option.path), context));
  const isFunction = !declared.some((option) => keyOf(option.path) === "machines");
  if (!isFunction) return declared;
  const handWritten = read("buildClan.json", schema.buildClanArguments).filter(
    ({ path: [name] }) => name !== undefined && name in raw.buildClan,
  );
  const missing = Object.keys(raw.buildClan).filter((name) => !handWritten.some((option) => option.path[0] === name));
  if (missing.length > 0) throw new Error(`buildClan.json lacks ${missing.join(", ")}`);
  return [...handWritten, ...declared];
}

/** The settings of all roles; the old modules' options are keyed below `clan.<service>` for their descriptions. */
function roleOptions(
  raw: schema.Extract,
  context: Context,
  descriptions: Descriptions,
  removed: readonly string[],
): Release["serviceRoles"] {
  const roles = { ...raw.moduleRoles, ...raw.serviceRoles };
  const services = Object.entries(roles).filter(([, ofService]) => Object.keys(ofService).length > 0);
  return Object.fromEntries(
    services.map(([service, ofService]) => [
      service,
      Object.fromEntries(
        Object.entries(ofService).map(([role, options]) => [
          role,
          options
            .filter((option) => !removed.includes(`clan.${service}.${keyOf(option.path)}`))
            .map((option) => {
              const key = `clan.${service}.${keyOf(option.path)}`;
              return descriptions.describe(toDeclaration(option, key, context), key);
            })
            .sort(byPath),
        ]),
      ),
    ]),
  );
}

function build(given: Arguments, raw: schema.Extract, descriptions: Descriptions): Release {
  const shape = read("shape.json", schema.shape);
  const changes = read("changes.json", schema.changes);
  const undefinedCollectionsAreEmpty = given.date >= emptyCollectionsSince;
  const context: Context = { shape, undefinedCollectionsAreEmpty };
  const finish = (tree: "nixos" | "clan", options: readonly Undescribed[]): OptionDeclaration[] =>
    prune(options, shape.opaque[tree], shims(changes, tree, given.date))
      .map((option) => descriptions.describe(option, keyOf(option.path)))
      .sort(byPath);
  const nixos = finish("nixos", nixosTree(raw, context, given.date));
  const has = (prefix: string): boolean =>
    prefix === "" || nixos.some((option) => `${keyOf(option.path)}.`.startsWith(`${prefix}.`));
  const split = (prefix: string): string[] => (prefix === "" ? [] : prefix.split("."));
  return {
    release: given.release,
    date: given.date,
    clanCore: given.clanCoreRev,
    nixpkgsLib: given.libRev,
    undefinedCollectionsAreEmpty,
    complete: { nixos: shape.complete.nixos.filter(has).map(split), clan: shape.complete.clan.map(split) },
    trees: { nixos, clan: finish("clan", clanTree(raw, context)) },
    serviceRoles: roleOptions(raw, context, descriptions, shims(changes, "nixos", given.date).map(keyOf)),
    renames: changes.renames,
    removals: changes.removals,
  };
}

function main(): void {
  const given = readArguments();
  const descriptions = new Descriptions(read("descriptions.json", schema.descriptions));
  const made = build(given, evaluate(given), descriptions);
  if (descriptions.missing.size > 0) {
    console.error(`descriptions.json lacks:\n${[...descriptions.missing].sort().join("\n")}`);
    process.exitCode = 1;
    return;
  }
  schema.release.parse(made);
  writeFileSync(here(`../../server/clan/releases/${given.release}.json`), formatRelease(made));
}

main();
