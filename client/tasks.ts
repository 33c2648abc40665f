/** Commands of `clan` that may ask something run as tasks, in a terminal; users can put them into tasks.json as well. */
import {
  type Disposable,
  ProcessExecution,
  ShellExecution,
  Task,
  type TaskDefinition,
  TaskScope,
  tasks,
  type Uri,
  type WorkspaceFolder,
  workspace,
} from "vscode";
import { z } from "zod";
import { terminalArguments } from "./clan/clanCli.ts";
import type { Runner } from "./runner.ts";

export const TASK_TYPE = "clan";

const definition = z.object({
  type: z.literal(TASK_TYPE),
  action: z.enum(["facts", "vars", "update"]),
  machines: z.array(z.string()).default([]),
});
type Definition = z.infer<typeof definition>;

const NAMES = { facts: "generate facts", vars: "generate vars", update: "update machines" } as const;

/** The task for `clan`'s folder; a reason where the names cannot be given to it. */
export async function clanTask(
  { action, machines }: Omit<Definition, "type">,
  folder: string,
  runner: Runner,
): Promise<{ readonly ok: true; readonly task: Task } | { readonly ok: false; readonly reason: string }> {
  const more = terminalArguments(action, machines);
  if ("message" in more) return { ok: false, reason: more.message };
  const found = await runner.program(folder);
  if (!found.ok) return found;
  const { program, arguments: before } = found.program.command;
  const execution = new ProcessExecution(program, [...before, ...more, "--flake", folder], { cwd: folder });
  const given: TaskDefinition = { type: TASK_TYPE, action, machines };
  const name = [NAMES[action], ...machines].join(" ");
  return { ok: true, task: new Task(given, scopeOf(folder), name, "Clan", execution) };
}

function scopeOf(folder: string): WorkspaceFolder | TaskScope.Workspace {
  return workspace.workspaceFolders?.find(({ uri }: { uri: Uri }) => uri.fsPath === folder) ?? TaskScope.Workspace;
}

/** Registers the task type of package.json. */
export function registerTasks(runner: Runner): Disposable {
  return tasks.registerTaskProvider(TASK_TYPE, {
    provideTasks: () => [],
    resolveTask: async (task) => {
      const read = definition.safeParse(task.definition);
      if (!read.success) return undefined;
      const folder =
        typeof task.scope === "object" ? task.scope.uri.fsPath : workspace.workspaceFolders?.[0]?.uri.fsPath;
      if (folder === undefined) return undefined;
      const made = await clanTask(read.data, folder, runner);
      const reason = made.ok ? "" : made.reason;
      const execution = made.ok ? made.task.execution : new ShellExecution("echo", [reason]);
      return new Task(task.definition, task.scope ?? TaskScope.Workspace, task.name, "Clan", execution);
    },
  });
}
