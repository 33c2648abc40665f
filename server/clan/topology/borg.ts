/** Where a machine sends its backups with borg, and what it serves to others. */
import type { StringValue } from "../../nix/value.ts";
import { derived, type Fact, type Group, notKnown } from "./facts.ts";
import type { BorgJob, Destination, Excludes, Origin, Repository, RepositoryKey } from "./model.ts";
import type { Element, OptionReader } from "./reader.ts";

/** What clan-core runs the jobs at where nothing else is said (all releases). */
const NIGHTLY = "*-*-* 01:00:00";

/** The destinations in `options`: `clan.borgbackup`, or the settings of a client. */
export function destinationsOf(options: OptionReader, origin: Origin): Group<Destination> {
  const { items, complete } = options.entries("destinations");
  const startAt = origin.kind === "instance" ? options.text("startAt") : derived(NIGHTLY);
  return {
    complete,
    items: items.map(({ name, at, options: own }) => ({
      key: name,
      at,
      name: own.text("name"),
      server: undefined,
      repo: own.text("repo"),
      rsh: own.definitions("rsh").length === 0 && !own.open ? "default" : own.text("rsh"),
      startAt: startAt.known || startAt.at !== undefined ? startAt : derived(NIGHTLY),
      origin,
    })),
  };
}

/** `exclude`, which `clan.borgbackup` has since 2024-07-21 (clan-core afffbec98). */
export function excludesOf(options: OptionReader, origin: Origin): Excludes {
  return { patterns: options.texts("exclude"), origin };
}

/** `services.borgbackup.jobs` as far as it is written by hand; clan adds one for each destination. */
export function jobsOf(config: OptionReader): Group<BorgJob> {
  const { items, complete } = config.entries("services", "borgbackup", "jobs");
  return { complete, items: items.map(({ name, at, options }) => ({ key: name, at, options })) };
}

/** `services.borgbackup.repos` as far as it is written by hand. */
export function repositoriesOf(config: OptionReader): Group<Repository> {
  const { items, complete } = config.entries("services", "borgbackup", "repos");
  return {
    complete,
    items: items.map(({ name, at, options }) => ({
      key: name,
      at,
      path: options.text("path"),
      user: options.text("user"),
      allowSubRepos: options.boolean("allowSubRepos"),
      quota: options.textOrNull("quota"),
      keys: keysOf(options),
      origin: { kind: "options" },
    })),
  };
}

function keysOf(options: OptionReader): Group<RepositoryKey> {
  const full = options.elements("authorizedKeys");
  const append = options.elements("authorizedKeysAppendOnly");
  return {
    complete: full.complete && append.complete,
    items: [
      ...full.items.map((element) => keyOf(element, false, options)),
      ...append.items.map((element) => keyOf(element, true, options)),
    ],
  };
}

function keyOf(element: Element, appendOnly: boolean, options: OptionReader): RepositoryKey {
  const found = element.thunk.force(options.evaluation);
  const value: StringValue | undefined = found.kind === "string" ? found : undefined;
  const fault = found.kind === "error" && found.fault.kind === "missing-file" ? found.fault : undefined;
  const isHere = fault?.at?.chunk.source.path === element.at?.chunk.source.path;
  return { at: isHere ? (fault?.at ?? element.at) : element.at, appendOnly, value, missing: fault?.file };
}

/** The address under which clients reach a server: the machine's name where none is set (clanServices/borgbackup, d344e6cc5). */
export function repoAt(address: Fact<string | null>, machine: string): Fact<string> {
  if (!address.known) return notKnown(address.at);
  return derived(`borg@${address.value ?? machine}:.`, address.value === null ? undefined : address.at);
}
