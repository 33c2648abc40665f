import type { Rule } from "../rule.ts";
import { assignmentFails } from "./assignmentFails.ts";
import { commandNotOnPath } from "./commandNotOnPath.ts";
import { databaseStoppedBeforeDump } from "./databaseStoppedBeforeDump.ts";
import { dumpNotSaved } from "./dumpNotSaved.ts";
import { secretInHook } from "./secretInHook.ts";
import { serviceStaysStopped } from "./serviceStaysStopped.ts";

/** Rules that read the text of scripts. */
export const hookRules: readonly Rule[] = [
  assignmentFails,
  commandNotOnPath,
  databaseStoppedBeforeDump,
  serviceStaysStopped,
  dumpNotSaved,
  secretInHook,
];
