import type { Rule } from "../rule.ts";
import { assignmentFails } from "./assignmentFails.ts";
import { commandNotOnPath } from "./commandNotOnPath.ts";
import { databaseStoppedBeforeDump } from "./databaseStoppedBeforeDump.ts";
import { dumpNotSaved } from "./dumpNotSaved.ts";
import { emptyContainerList } from "./emptyContainerList.ts";
import { secretInHook } from "./secretInHook.ts";
import { serviceStaysStopped } from "./serviceStaysStopped.ts";
import { unsetVariable } from "./unsetVariable.ts";

/** Rules that read the text of scripts. */
export const hookRules: readonly Rule[] = [
  assignmentFails,
  unsetVariable,
  emptyContainerList,
  commandNotOnPath,
  databaseStoppedBeforeDump,
  serviceStaysStopped,
  dumpNotSaved,
  secretInHook,
];
