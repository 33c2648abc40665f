/** The day of the clan-core that a flake.lock pins. */
import { type Fields, fieldsOf, lockedInputs } from "./lock.ts";
import { type ReleaseInUse, releaseOn } from "./release.ts";

/** clan-core is younger than the first and this program older than the second, in seconds since 1970. */
const FIRST_SECOND = Date.UTC(2023, 0, 1) / 1000;
const LAST_SECOND = Date.UTC(2100, 0, 1) / 1000;

/** The release in use by a flake.lock, or undefined where the text is no lock or pins no clan-core. Never throws. */
export function releaseFromLock(flakeLockText: string): ReleaseInUse | undefined {
  const date = clanCoreDate(flakeLockText);
  return date === undefined ? undefined : releaseOn(date);
}

/** The day (YYYY-MM-DD) of the locked clan-core, or undefined as for `releaseFromLock`. */
export function clanCoreDate(flakeLockText: string): string | undefined {
  const inputs = lockedInputs(flakeLockText);
  const node = inputs?.get("clan-core") ?? [...(inputs?.values() ?? [])].find(pinsClanCore);
  return dayOf(fieldsOf(node?.get("locked"))?.get("lastModified"));
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
