/** The command line of each release: its groups, its leaves, and what each of them takes. */
import type { Release } from "../releases.ts";

interface Option {
  readonly flags: readonly string[];
  /** The names of its values in the usage; none: a switch. */
  readonly values: readonly string[];
}

export interface Leaf {
  readonly path: readonly [string, string] | readonly [string];
  readonly options: readonly Option[];
  /** `many` takes any number, none included; it stands last. */
  readonly arguments: readonly { readonly name: string; readonly isMany?: true }[];
}

const valued = (flag: string, ...values: readonly string[]): Option => ({ flags: [flag], values });
const switched = (...flags: readonly string[]): Option => ({ flags, values: [] });

/** Registered on leaves only: before the subcommand they are errors. */
const COMMON: readonly Option[] = [switched("--debug"), valued("--option", "name", "value"), valued("--flake", "PATH")];

const machine = { name: "machine" };
const machines = { name: "machines", isMany: true } as const;
const provider = valued("--provider", "PROVIDER");
const service = valued("--service", "SERVICE");

function leaf(path: Leaf["path"], options: readonly Option[], taken: Leaf["arguments"]): Leaf {
  return { path, options: [...options, ...COMMON], arguments: taken };
}

const BACKUPS = [
  leaf(["backups", "list"], [provider], [machine]),
  leaf(["backups", "create"], [provider], [machine]),
  leaf(["backups", "restore"], [service], [machine, { name: "provider" }, { name: "name" }]),
];

const FACTS = [
  leaf(["facts", "list"], [], [machine]),
  leaf(["facts", "check"], [service], [machine]),
  leaf(["facts", "generate"], [service, switched("--regenerate"), switched("--no-regenerate")], [machines]),
];

const generator: Option = { flags: ["--generator", "-g"], values: ["GENERATOR"] };

function varsOf(release: Release): readonly Leaf[] {
  const regenerate = release === "2026-08" ? [switched("--regenerate", "-r")] : [switched("--regenerate")];
  const today = release === "2026-08" ? [switched("--no-sandbox"), switched("--fake-prompts")] : [];
  return [
    leaf(["vars", "list"], [], [machine]),
    leaf(["vars", "check"], [generator], release === "2026-08" ? [machines] : [machine]),
    leaf(["vars", "generate"], [generator, ...regenerate, switched("--no-regenerate"), ...today], [machines]),
    leaf(["vars", "get"], [], [machine, { name: "var_id" }]),
  ];
}

function machinesOf(release: Release): readonly Leaf[] {
  const tags = release.startsWith("2024") ? [] : [valued("--tags", "TAGS")];
  const target = valued("--target-host", "TARGET_HOST");
  const later = [valued("--build-host", "BUILD_HOST"), valued("--host-key-check", "HOST_KEY_CHECK")];
  const today = [switched("--upload-inputs"), valued("--specialisation", "SPECIALISATION"), switched("--no-check")];
  const update = [
    target,
    ...(release.startsWith("2024") ? [] : later),
    ...(release === "2026-08" ? [...tags, ...today] : []),
  ];
  return [leaf(["machines", "list"], tags, []), leaf(["machines", "update"], update, [machines])];
}

/** Returns the leaves of a release that the stand-in plays; `facts` and `state` are gone in 2026. */
export function leavesOf(release: Release): readonly Leaf[] {
  const gone = release === "2026-08" ? [] : [...FACTS, leaf(["state", "list"], [service], [machine])];
  return [...BACKUPS, ...varsOf(release), ...machinesOf(release), ...gone, leaf(["show"], [], [])];
}

/** Short names since 2025. */
const ALIASES: Readonly<Record<string, string>> = { b: "backups", va: "vars", m: "machines", st: "state" };

export const groupNamed = (release: Release, name: string): string =>
  release.startsWith("2024") ? name : (ALIASES[name] ?? name);

/** The subcommands that the help of each release lists, in its order. */
export const TOP_LEVEL: Readonly<Record<Release, readonly string[]>> = {
  "2024-07": words("show,backups,flakes,config,ssh,secrets,facts,vars,machines,vms,history,flash,state"),
  "2024-08": words("show,backups,flakes,ssh,secrets,facts,vars,machines,vms,history,flash,state"),
  "2025-03": words("show,backups,b,flakes,f,flash,ssh,secrets,facts,vars,va,machines,m,vms,history,select,se,state,st"),
  "2026-08": words("show,init,backups,b,templates,flash,ssh,secrets,vars,va,machines,m,select,se,network,net"),
};

function words(text: string): readonly string[] {
  return text.split(",");
}
