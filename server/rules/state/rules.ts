import type { ClanRule, Rule } from "../rule.ts";
import { borgHomeInBackup } from "./borgHomeInBackup.ts";
import { databasesShareState, postgresqlNotEnabled, restoreStopsNothing } from "./databases.ts";
import { excludeRules } from "./excludes.ts";
import { folderHoldsBackups } from "./folderHoldsBackups.ts";
import { folderIsLink } from "./folderIsLink.ts";
import { folderTextRules } from "./folderTexts.ts";
import { homeSavedByDefault } from "./homeSavedByDefault.ts";
import { nothingSaved, nothingSavedAlone } from "./nothingSaved.ts";
import { oldOptionName } from "./oldOptionName.ts";
import { overlappingFolders } from "./overlappingFolders.ts";
import { providerWithArguments } from "./providerWithArguments.ts";
import { stateWithoutFolders } from "./stateWithoutFolders.ts";

export const stateRules: readonly Rule[] = [
  folderIsLink,
  ...excludeRules,
  restoreStopsNothing,
  stateWithoutFolders,
  ...folderTextRules,
  nothingSavedAlone,
  homeSavedByDefault,
  overlappingFolders,
  folderHoldsBackups,
  borgHomeInBackup,
  databasesShareState,
  postgresqlNotEnabled,
  providerWithArguments,
  oldOptionName,
];

export const stateClanRules: readonly ClanRule[] = [nothingSaved];
