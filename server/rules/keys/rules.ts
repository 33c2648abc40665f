import type { ClanRule, Rule } from "../rule.ts";
import { keyInTwoRepositories } from "./keyInTwoRepositories.ts";
import { missingKeyFile } from "./missingKeyFile.ts";
import { noPublicKey } from "./noPublicKey.ts";
import { repositoriesShareFolder } from "./repositoriesShareFolder.ts";
import { repositoryWithoutKey } from "./repositoryWithoutKey.ts";
import { secretInPlaceOfKey } from "./secretInPlaceOfKey.ts";
import { severalKeysInOne } from "./severalKeysInOne.ts";
import { unusableQuota } from "./unusableQuota.ts";

export const keysRules: readonly Rule[] = [
  severalKeysInOne,
  missingKeyFile,
  secretInPlaceOfKey,
  noPublicKey,
  repositoryWithoutKey,
  keyInTwoRepositories,
  repositoriesShareFolder,
  unusableQuota,
];

export const keysClanRules: readonly ClanRule[] = [];
