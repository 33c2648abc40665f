/** Jobs that are written by hand: what passes Nix and not borg. Catalogue: B29, B30, B58. Every claim was run with borg 1.2.4. */

import { entriesOf } from "../../clan/arguments.ts";
import { type Fact, isWritten } from "../../clan/topology/facts.ts";
import type { OptionReader } from "../../clan/topology/reader.ts";
import type { Place } from "../../nix/expr.ts";
import type { Value } from "../../nix/value.ts";
import type { Rule } from "../rule.ts";

/** The levels that borg takes, by algorithm. lz4 has none and ignores it; `none` takes none in nixpkgs' pattern. */
const LEVELS: Readonly<Record<string, readonly [number, number]>> = { zstd: [1, 22], zlib: [0, 9], lzma: [0, 9] };

export const badCompression: Rule = {
  code: "bad-compression",
  severity: "error",
  *check({ machine }) {
    for (const { key, options } of machine.jobs.items) {
      const compression = options.text("compression");
      if (!isWritten(compression)) continue;
      const [, name = "", level] = /^(?:auto,)?(\w+)(?:,(\d+))?$/.exec(compression.value) ?? [];
      const [least, most] = LEVELS[name] ?? [0, 0];
      if (level === undefined || most === 0 || (Number(level) >= least && Number(level) <= most)) continue;
      yield {
        at: compression.at,
        option: ["services", "borgbackup", "jobs", key, "compression"],
        message: `This backup will fail each time: ${name} has the levels ${least} to ${most}, and borg refuses ${level}.`,
      };
    }
  },
};

const KEEP = ["within", "last", "secondly", "minutely", "hourly", "daily", "weekly", "monthly", "yearly"] as const;
/** New in borg 1.4. */
const NEWER_KEEP: ReadonlySet<string> = new Set(["quarterly", "13weekly", "3monthly"]);

export const badPruneKeep: Rule = {
  code: "bad-prune-keep",
  severity: "error",
  *check({ machine }) {
    for (const { key, options } of machine.jobs.items) {
      const keep = options.value("prune", "keep");
      const nothing = machine.destinations.items.some((destination) => destination.key === key)
        ? undefined
        : keepsNothing(keep, options);
      if (nothing !== undefined)
        yield {
          at: nothing,
          option: ["services", "borgbackup", "jobs", key, "prune", "keep"],
          message:
            "Every run of this backup will end as failed: borg prune wants at least one number above 0. The archive is made, and old ones are never removed.",
        };
      for (const [name, entry] of keep.known ? entriesOf(keep.value) : []) {
        const problem = entry.certain ? keepProblem(name, entry.value.force(options.evaluation)) : undefined;
        const at: Place | undefined = entry.value.origin ?? entry.name;
        if (problem === undefined || at === undefined) continue;
        yield {
          at,
          option: ["services", "borgbackup", "jobs", key, "prune", "keep", name],
          message: `Every run of this backup will end as failed: ${problem}. The archive is made, and old ones are never removed.`,
        };
      }
    }
  },
};

/** Where nothing but zeros is kept. Clan adds its own numbers to a job of a destination, so this is not asked of those. */
function keepsNothing(keep: Fact<Value>, { evaluation }: OptionReader): Place | undefined {
  if (!isWritten(keep) || keep.value.kind !== "attrs" || keep.value.open || keep.value.entries.size === 0)
    return undefined;
  const values = [...keep.value.entries.values()].map(({ certain, value }) =>
    certain ? value.force(evaluation) : undefined,
  );
  return values.every((value) => value?.kind === "int" && value.value === 0) ? keep.at : undefined;
}

function keepProblem(
  name: string,
  value: { readonly kind: string; readonly text?: string; readonly value?: unknown },
): string | undefined {
  if (NEWER_KEEP.has(name)) return undefined;
  const known = KEEP.find((it) => it === name);
  // borg's options may be shortened.
  if (known === undefined)
    return KEEP.some((it) => it.startsWith(name))
      ? undefined
      : `borg prune has no --keep-${name}; it has ${KEEP.join(", ")}`;
  if (known === "within") {
    if (value.kind === "int") return `--keep-within wants a time such as "1d", and ${String(value.value)} has no unit`;
    return value.kind === "string" && /^0+[Hdwmy]$/.test(value.text ?? "")
      ? "--keep-within wants more than nothing"
      : undefined;
  }
  return value.kind === "string" && !/^\d+$/.test(value.text ?? "")
    ? `--keep-${known} wants a number, and "${value.text}" is a time, which only within takes`
    : undefined;
}

/** What stands in the configuration is copied to /nix/store, which everybody on the machine can read. The text is never shown. */
export const literalPassphrase: Rule = {
  code: "literal-passphrase",
  severity: "warning",
  *check({ machine }) {
    for (const { key, options } of machine.jobs.items) {
      const option = ["services", "borgbackup", "jobs", key];
      const passphrase = options.textOrNull("encryption", "passphrase");
      const environment = options.value("environment");
      const variable = environment.known ? entriesOf(environment.value).get("BORG_PASSPHRASE") : undefined;
      const written =
        isWritten(passphrase) && passphrase.value !== null && passphrase.value !== "" ? passphrase.at : undefined;
      const value = variable?.value.force(options.evaluation);
      const places = [
        { at: written, option: [...option, "encryption", "passphrase"] },
        {
          at: value?.kind === "string" && value.text !== "" ? (variable?.value.origin ?? variable?.name) : undefined,
          option: [...option, "environment", "BORG_PASSPHRASE"],
        },
      ];
      for (const place of places) {
        if (place.at === undefined) continue;
        yield {
          ...place,
          message:
            "Everybody on the machine can read this passphrase: what stands here goes to /nix/store. Use encryption.passCommand with a secret file, such as one of clan.core.vars.",
        };
      }
    }
  },
};
