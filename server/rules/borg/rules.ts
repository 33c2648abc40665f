import type { ClanRule, Rule } from "../rule.ts";
import { destinationRenamed } from "./destinationRenamed.ts";
import { hostKeyCheckOff, unknownHostKey } from "./hostKey.ts";
import { badCompression, badPruneKeep, literalPassphrase } from "./jobs.ts";
import { keyOfOtherMachine, oldKeyPath, publicKeyAsIdentity } from "./keyPath.ts";
import { removableRepository, repositoryAtDiskRoot } from "./localRepository.ts";
import { pathInStore } from "./pathInStore.ts";
import { repositoryRules } from "./repository.ts";
import { clientScheduleNeverRuns, invalidClientSchedule, invalidSchedule, scheduleNeverRuns } from "./schedule.ts";
import { serverAddress } from "./serverAddress.ts";
import { serverOnOtherPort } from "./serverOnOtherPort.ts";

export const borgRules: readonly Rule[] = [
  oldKeyPath,
  invalidSchedule,
  ...repositoryRules,
  destinationRenamed,
  removableRepository,
  repositoryAtDiskRoot,
  unknownHostKey,
  hostKeyCheckOff,
  keyOfOtherMachine,
  publicKeyAsIdentity,
  scheduleNeverRuns,
  badCompression,
  badPruneKeep,
  pathInStore,
  literalPassphrase,
];

export const borgClanRules: readonly ClanRule[] = [
  invalidClientSchedule,
  clientScheduleNeverRuns,
  serverAddress,
  serverOnOtherPort,
];
