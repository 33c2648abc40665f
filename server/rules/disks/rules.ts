import type { ClanRule, Rule } from "../rule.ts";
import { backupDiskBlocksBoot } from "./backupDiskBlocksBoot.ts";
import { backupDiskMountedAtBoot } from "./backupDiskMountedAtBoot.ts";
import { fileSystemWithoutDevice } from "./fileSystemWithoutDevice.ts";
import { localbackupNotScheduled } from "./localbackupNotScheduled.ts";
import { localbackupWithoutTargets } from "./localbackupWithoutTargets.ts";
import { mountpointOfSystem } from "./mountpointOfSystem.ts";
import { mountpointWithoutFileSystem } from "./mountpointWithoutFileSystem.ts";
import { noHardLinks } from "./noHardLinks.ts";
import { noSnapshotsKept } from "./noSnapshotsKept.ts";
import { relativeTargetDirectory } from "./relativeTargetDirectory.ts";
import { severalMountedTargets } from "./severalMountedTargets.ts";
import { targetOnUnmountedDisk } from "./targetOnUnmountedDisk.ts";
import { targetOutsideMountpoint } from "./targetOutsideMountpoint.ts";
import { targetRenamed } from "./targetRenamed.ts";
import { targetsShareDirectory } from "./targetsShareDirectory.ts";
import { unstableDeviceName } from "./unstableDeviceName.ts";

export const disksRules: readonly Rule[] = [
  targetOutsideMountpoint,
  targetOnUnmountedDisk,
  targetRenamed,
  mountpointWithoutFileSystem,
  backupDiskBlocksBoot,
  localbackupNotScheduled,
  unstableDeviceName,
  mountpointOfSystem,
  severalMountedTargets,
  noSnapshotsKept,
  relativeTargetDirectory,
  targetsShareDirectory,
  noHardLinks,
  backupDiskMountedAtBoot,
  fileSystemWithoutDevice,
];

export const disksClanRules: readonly ClanRule[] = [localbackupWithoutTargets];
