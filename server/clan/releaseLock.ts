/** The day of the clan-core that a flake.lock pins. */
import { type Fields, fieldsOf, lockedInputs } from "./lock.ts";
import { type ReleaseInUse, releaseOn } from "./release.ts";

/** clan-core is younger than the first and this program older than the second, in seconds since 1970. */
const FIRST_SECOND = Date.UTC(2023, 0, 1) / 1000;
const LAST_SECOND = Date.UTC(2100, 0, 1) / 1000;

/**
 * The release in use by a flake.lock, or undefined where the text is no lock or pins no clan-core. A stable release is taken for the main
 * branch at the end of its month: later commits of it are no later clan-core. What is on another branch or in somebody's copy is less sure.
 * Never throws.
 */
export function releaseFromLock(flakeLockText: string): ReleaseInUse | undefined {
  const node = clanCoreNode(flakeLockText);
  const date = dayOf(fieldsOf(node?.get("locked"))?.get("lastModified"));
  if (node === undefined || date === undefined) return undefined;
  const branch = branchOf(fieldsOf(node.get("original")));
  if (branch === undefined || MAIN.has(branch)) return releaseOn(date);
  const month = STABLE.exec(branch)?.[0];
  if (month === undefined) return releaseOn(date, { kind: "branch", name: branch });
  const end = lastDayOf(month);
  return releaseOn(date < end ? date : end, { kind: "stable", name: branch });
}

/** The day (YYYY-MM-DD) of the locked clan-core, or undefined as for `releaseFromLock`. */
export function clanCoreDate(flakeLockText: string): string | undefined {
  return dayOf(fieldsOf(clanCoreNode(flakeLockText)?.get("locked"))?.get("lastModified"));
}

function clanCoreNode(flakeLockText: string): Fields | undefined {
  const inputs = lockedInputs(flakeLockText);
  return inputs?.get("clan-core") ?? [...(inputs?.values() ?? [])].find(pinsClanCore);
}

const MAIN: ReadonlySet<string> = new Set(["main", "HEAD"]);

/** clan-core's stable releases are branches named by their month: 25.11 (December 2025, before facts were removed), 26.05 (June 2026). */
const STABLE = /^\d\d\.\d\d$/;

/** The branch that an input follows: `ref`, or the name of an archive; undefined where it names none or a commit. */
function branchOf(original: Fields | undefined): string | undefined {
  const ref = original?.get("ref");
  const url = original?.get("url");
  const named =
    typeof ref === "string"
      ? ref.replace(/^refs\/(?:heads|tags)\//, "")
      : /\/archive\/([^?]+?)\.(?:tar\.gz|tar\.xz|zip)(?:\?|$)/.exec(typeof url === "string" ? url : "")?.[1];
  return named === undefined || /^[0-9a-f]{40}$/.test(named) ? undefined : named;
}

/** The last day of a month written YY.MM. */
function lastDayOf(month: string): string {
  const [year = 0, number = 0] = month.split(".").map(Number);
  return new Date(Date.UTC(2000 + year, number, 0)).toISOString().slice(0, 10);
}

function pinsClanCore(node: Fields): boolean {
  return isClanCore(node.get("original")) || isClanCore(node.get("locked"));
}

/** Whether a source is clan-core: on git.clan.lol, or its mirror on GitHub. */
function isClanCore(source: unknown): boolean {
  const parts = fieldsOf(source);
  const text = (name: string): string => {
    const value = parts?.get(name);
    return typeof value === "string" ? value : "";
  };
  if (/git\.clan\.lol[/:]clan\/clan-core(?![\w-])|github\.com[/:]clan-lol\/clan-core(?![\w-])/.test(text("url")))
    return true;
  return text("repo") === "clan-core" && ["clan", "clan-lol"].includes(text("owner"));
}

function dayOf(seconds: unknown): string | undefined {
  if (typeof seconds !== "number" || !(seconds >= FIRST_SECOND && seconds < LAST_SECOND)) return undefined;
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
