/** Commands of `clan` that may ask something run as tasks, in a terminal; users can put them into tasks.json as well. */
import {
  CustomExecution,
  type Disposable,
  EventEmitter,
  ProcessExecution,
  type Pseudoterminal,
  Task,
  type TaskDefinition,
  TaskScope,
  tasks,
  type WorkspaceFolder,
  workspace,
} from "vscode";
import * as z from "zod";
import { terminalArguments } from "./clan/clanCli.ts";
import type { ClanProgram } from "./clan/findClan.ts";
import type { Command } from "./clan/process.ts";
import type { ClanState } from "./clanState.ts";
import { plain } from "./plainText.ts";
import type { Runner } from "./runner.ts";
import type { TerminalRun } from "./ui.ts";

export const TASK_TYPE = "clan";

const definition = z.object({
  type: z.literal(TASK_TYPE),
  action: z.enum(["facts", "vars", "update"]),
  machines: z.array(z.string()).default([]),
});
type Definition = z.infer<typeof definition>;

/** A task that runs a command in `folder`, without a shell. */
export function taskOf(
  given: TaskDefinition,
  scope: WorkspaceFolder | TaskScope.Workspace,
  name: string,
  { program, arguments: words }: Command,
  folder: string,
): Task {
  return new Task(given, scope, name, "Clan", new ProcessExecution(program, [...words], { cwd: folder }));
}

const NAMES: Readonly<Record<TerminalRun["action"], string>> = {
  facts: "generate facts",
  vars: "generate vars",
  update: "update machines",
  connect: "connect to",
};

/** What a task is called: `update machines web`. */
export function taskName(action: TerminalRun["action"], machines: readonly string[]): string {
  return [NAMES[action], ...machines].join(" ");
}

/** Registers the task type of package.json: for each clan generating and updating all machines, and whatever tasks.json says. */
export function registerTasks(runner: Runner, state: ClanState): Disposable {
  return tasks.registerTaskProvider(TASK_TYPE, {
    provideTasks: () => (workspace.isTrusted ? tasksOf(state, runner) : []),
    resolveTask: (task) => resolved(task, runner, state),
  });
}

/** VS Code asks for all tasks whenever somebody wants one: what `clan` is found without running anything has to do. */
async function tasksOf(state: ClanState, runner: Runner): Promise<Task[]> {
  const made = await Promise.all(
    state.clans.map(async ({ root, keys }) => {
      const found = await runner.atHand(root);
      if (!found.ok) return [];
      return ([keys, "update"] as const).flatMap((action) => {
        const command = commandOf({ action, machines: [] }, root, found.program);
        if ("reason" in command) return [];
        const given = { type: TASK_TYPE, action, machines: [] };
        return [taskOf(given, folderOf(root) ?? TaskScope.Workspace, taskName(action, []), command, root)];
      });
    }),
  );
  return made.flat();
}

/** The task of tasks.json with what it runs; one that cannot run says so in its terminal. */
async function resolved(task: Task, runner: Runner, state: ClanState): Promise<Task | undefined> {
  const read = definition.safeParse(task.definition);
  if (!read.success) return undefined;
  const scope = typeof task.scope === "object" ? task.scope : TaskScope.Workspace;
  const folder = clanIn(scope, state);
  const refused = (reason: string) =>
    new Task(task.definition, scope, task.name, "Clan", new CustomExecution(async () => sayingOnly(reason)));
  if (folder === undefined) return refused("There is no clan in this folder.");
  const found = await runner.program(folder);
  if (!found.ok) return refused(found.reason);
  const command = commandOf(read.data, folder, found.program);
  return "reason" in command ? refused(command.reason) : taskOf(task.definition, scope, task.name, command, folder);
}

function commandOf(
  { action, machines }: Pick<Definition, "action" | "machines">,
  folder: string,
  { command }: ClanProgram,
): Command | { readonly reason: string } {
  const more = terminalArguments(action, machines, folder);
  if ("message" in more) return { reason: more.message };
  return { program: command.program, arguments: [...command.arguments, ...more] };
}

/** The clan in a workspace folder: its own, or the first below it. */
function clanIn(scope: WorkspaceFolder | TaskScope, { clans }: ClanState): string | undefined {
  if (typeof scope !== "object") return clans[0]?.root;
  const top = scope.uri.fsPath;
  return (clans.find(({ root }) => root === top) ?? clans.find(({ root }) => root.startsWith(`${top}/`)))?.root;
}

function folderOf(root: string): WorkspaceFolder | undefined {
  return workspace.workspaceFolders?.find(({ uri }) => uri.fsPath === root);
}

/** A terminal that shows a sentence and ends as one that failed. */
function sayingOnly(text: string): Pseudoterminal {
  const write = new EventEmitter<string>();
  const close = new EventEmitter<number>();
  return {
    onDidWrite: write.event,
    onDidClose: close.event,
    open: () => {
      write.fire(`${plain(text)}\r\n`);
      close.fire(1);
    },
    close: () => {
      write.dispose();
      close.dispose();
    },
  };
}
