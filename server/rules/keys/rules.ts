import type { ClanRule, Rule } from "../rule.ts";
import { appendOnlyClient } from "./appendOnlyClient.ts";
import { borgUserLocked } from "./borgUserLocked.ts";
import { keyInTwoRepositories } from "./keyInTwoRepositories.ts";
import { keyOfAnotherClient } from "./keyOfAnotherClient.ts";
import { missingKeyFile } from "./missingKeyFile.ts";
import { noPublicKey } from "./noPublicKey.ts";
import { outdatedKey } from "./outdatedKey.ts";
import { repositoriesShareFolder } from "./repositoriesShareFolder.ts";
import { repositoryWithoutClient } from "./repositoryWithoutClient.ts";
import { repositoryWithoutKey } from "./repositoryWithoutKey.ts";
import { secretInPlaceOfKey } from "./secretInPlaceOfKey.ts";
import { serverWithoutSshd } from "./serverWithoutSshd.ts";
import { severalKeysInOne } from "./severalKeysInOne.ts";
import { untrackedKeyFile } from "./untrackedKeyFile.ts";
import { unusableQuota } from "./unusableQuota.ts";

export const keysRules: readonly Rule[] = [
  borgUserLocked,
  keyInTwoRepositories,
  missingKeyFile,
  noPublicKey,
  repositoriesShareFolder,
  repositoryWithoutKey,
  secretInPlaceOfKey,
  severalKeysInOne,
  untrackedKeyFile,
  unusableQuota,
];

export const keysClanRules: readonly ClanRule[] = [
  appendOnlyClient,
  keyOfAnotherClient,
  outdatedKey,
  repositoryWithoutClient,
  serverWithoutSshd,
];
