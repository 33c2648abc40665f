import type { ClanRule, Rule } from "../rule.ts";
import { backupOnSameMachine } from "./backupOnSameMachine.ts";
import { clientOfTwoInstances } from "./clientOfTwoInstances.ts";
import { clientWithoutDestination, moduleWithoutDestination } from "./clientWithoutDestination.ts";
import { clientWithoutKey } from "./clientWithoutKey.ts";
import { destinationReplacesServer } from "./destinationReplacesServer.ts";
import { instanceWithoutServer } from "./instanceWithoutServer.ts";
import { keyNotGenerated } from "./keyNotGenerated.ts";
import { moduleNotImported } from "./moduleNotImported.ts";
import { noTargetHost } from "./noTargetHost.ts";
import { oldInventoryServices } from "./oldInventoryServices.ts";
import { oldServerModule } from "./oldServerModule.ts";
import { removedModule } from "./removedModule.ts";
import { repositoryPathDiffers } from "./repositoryPathDiffers.ts";
import { repositoryUserDiffers } from "./repositoryUserDiffers.ts";
import { serverWithoutRepository } from "./serverWithoutRepository.ts";
import { sharedRepository } from "./sharedRepository.ts";
import { targetUserNotRoot } from "./targetUserNotRoot.ts";
import { unknownHost } from "./unknownHost.ts";
import { unknownMachine } from "./unknownMachine.ts";
import { unknownService } from "./unknownService.ts";
import { unknownTag } from "./unknownTag.ts";

export const clanRules: readonly Rule[] = [
  removedModule,
  moduleNotImported,
  moduleWithoutDestination,
  oldServerModule,
  keyNotGenerated,
  noTargetHost,
  targetUserNotRoot,
];

export const clanClanRules: readonly ClanRule[] = [
  backupOnSameMachine,
  clientOfTwoInstances,
  clientWithoutDestination,
  clientWithoutKey,
  destinationReplacesServer,
  instanceWithoutServer,
  oldInventoryServices,
  repositoryPathDiffers,
  repositoryUserDiffers,
  serverWithoutRepository,
  sharedRepository,
  unknownHost,
  unknownMachine,
  unknownService,
  unknownTag,
];
