import type { ClanRule, Rule } from "../rule.ts";
import { backupOnSameMachine } from "./backupOnSameMachine.ts";
import { clientOfTwoInstances } from "./clientOfTwoInstances.ts";
import { clientWithoutDestination } from "./clientWithoutDestination.ts";
import { destinationReplacesServer } from "./destinationReplacesServer.ts";
import { instanceWithoutServer } from "./instanceWithoutServer.ts";
import { keyNotGenerated } from "./keyNotGenerated.ts";
import { noTargetHost } from "./noTargetHost.ts";
import { removedModule } from "./removedModule.ts";
import { repositoryPathDiffers } from "./repositoryPathDiffers.ts";
import { repositoryUserDiffers } from "./repositoryUserDiffers.ts";
import { serverWithoutRepository } from "./serverWithoutRepository.ts";
import { sharedRepository } from "./sharedRepository.ts";
import { targetUserNotRoot } from "./targetUserNotRoot.ts";
import { unknownMachine } from "./unknownMachine.ts";
import { unknownService } from "./unknownService.ts";
import { unknownTag } from "./unknownTag.ts";

export const clanRules: readonly Rule[] = [removedModule, keyNotGenerated, noTargetHost, targetUserNotRoot];

export const clanClanRules: readonly ClanRule[] = [
  backupOnSameMachine,
  clientOfTwoInstances,
  clientWithoutDestination,
  destinationReplacesServer,
  instanceWithoutServer,
  repositoryPathDiffers,
  repositoryUserDiffers,
  serverWithoutRepository,
  sharedRepository,
  unknownMachine,
  unknownService,
  unknownTag,
];
