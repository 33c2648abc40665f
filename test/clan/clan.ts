/**
 * The stand-in for `clan`: takes the command line of the release in CLAN_STANDIN_RELEASE (the world's own by default),
 * and does its work on the hosts of the world whose checkout the flake is.
 */
import { parseArguments } from "./cli/arguments.ts";
import { createBackup, listBackups } from "./cli/backups.ts";
import { type Context, contextOf, flakeOf, saysNoFlake } from "./cli/context.ts";
import { defaultRelease } from "./cli/defaultRelease.ts";
import { checkFacts, generateFacts, listFacts } from "./cli/factsCommands.ts";
import { faultNamed, misbehave } from "./cli/faults.ts";
import { listMachines, listStates, showClan, updateMachines } from "./cli/fleet.ts";
import { played } from "./cli/recorded.ts";
import { restoreBackup } from "./cli/restore.ts";
import { checkVars, generateVars, getVar, listVars } from "./cli/varsCommands.ts";
import { hasFactKeys, type Release, releaseNamed } from "./releases.ts";

type Command = (context: Context) => number | Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  "backups create": createBackup,
  "backups list": listBackups,
  "backups restore": restoreBackup,
  "facts generate": generateFacts,
  "facts list": listFacts,
  "facts check": checkFacts,
  "machines list": listMachines,
  "machines update": updateMachines,
  show: showClan,
  "state list": listStates,
};

/** In 2024 vars are young: what they print is what the facts print. */
const varsOf = (release: Release): Readonly<Record<string, Command>> => ({
  "vars generate": hasFactKeys(release) ? generateFacts : generateVars,
  "vars list": hasFactKeys(release) ? listFacts : listVars,
  "vars check": hasFactKeys(release) ? checkFacts : checkVars,
  "vars get": getVar,
});

async function main(args: readonly string[]): Promise<number> {
  const asked = process.env["CLAN_STANDIN_RELEASE"];
  const release = releaseNamed(asked) ?? defaultRelease();
  if (asked !== undefined && asked !== "" && releaseNamed(asked) === undefined) {
    process.stderr.write(`stand-in: CLAN_STANDIN_RELEASE=${asked} is no release that was recorded\n`);
    return 1;
  }
  const fault = faultNamed(process.env["CLAN_STANDIN_FAULT"]);
  const broken = await misbehave(fault);
  if (broken !== undefined) return broken;
  const parsed = parseArguments(release, args);
  if (parsed.kind === "answer") {
    process.stdout.write(parsed.stdout);
    process.stderr.write(parsed.stderr);
    return parsed.exit;
  }
  const { invocation } = parsed;
  const flake = flakeOf(invocation);
  if (flake === undefined) {
    saysNoFlake(release, invocation.command);
    return 1;
  }
  const context = contextOf(invocation, flake, fault, release);
  if (context === undefined) return 1;
  if (invocation.options.has("--debug"))
    process.stderr.write(`${played(release, "list-debug", {}).stderr.split("\n")[0]}\n`);
  const command = { ...COMMANDS, ...varsOf(release) }[invocation.command];
  return command === undefined ? 1 : command(context);
}

process.exitCode = await main(process.argv.slice(2));
