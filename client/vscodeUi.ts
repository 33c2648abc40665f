/** The editor around the commands: VS Code's pickers, boxes, pop-ups, terminals and files. */
import {
  commands,
  env,
  type LogOutputChannel,
  ProgressLocation,
  Range,
  TaskScope,
  tasks,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from "vscode";
import type { WireLocation, WorkspaceChanges } from "../server/protocol.ts";
import { withoutSecrets } from "./clan/secrets.ts";
import { plain } from "./plainText.ts";
import { TASK_TYPE, taskName, taskOf } from "./tasks.ts";
import type { Actions, Choice, Question, Report, TerminalRun, Ui } from "./ui.ts";

export class VscodeUi implements Ui {
  readonly #log: LogOutputChannel;
  /** Causes that are shown now. */
  readonly #shown = new Set<string>();

  constructor(log: LogOutputChannel) {
    this.#log = log;
  }

  async pick<T extends Choice>(items: readonly T[], title: string, placeHolder: string): Promise<T | undefined> {
    const shown = items.map((item) => ({
      label: plain(item.label),
      description: plain(item.description ?? ""),
      detail: plain(item.detail ?? ""),
      item,
    }));
    const picked = await window.showQuickPick(shown, {
      title,
      placeHolder,
      matchOnDescription: true,
      matchOnDetail: true,
    });
    return picked?.item;
  }

  async ask({ title, prompt, value, placeHolder, check, stays }: Question): Promise<string | undefined> {
    return window.showInputBox({
      title,
      ignoreFocusOut: stays === true,
      ...(prompt !== undefined && { prompt: plain(prompt) }),
      ...(value !== undefined && { value }),
      ...(placeHolder !== undefined && { placeHolder }),
      ...(check !== undefined && { validateInput: (text: string) => check(text) }),
    });
  }

  async progress<T>(title: string, work: (report: Report, signal: AbortSignal) => Promise<T>): Promise<T> {
    const shown = { location: ProgressLocation.Notification, title, cancellable: true };
    return window.withProgress(shown, async (progress, token) => {
      const controller = new AbortController();
      const listener = token.onCancellationRequested(() => controller.abort());
      try {
        return await work((step, share) => {
          progress.report({ message: plain(step), ...(share !== undefined && { increment: share }) });
        }, controller.signal);
      } finally {
        listener.dispose();
      }
    });
  }

  async quietly<T>(title: string, work: (report: Report) => Promise<T>): Promise<T> {
    return window.withProgress({ location: ProgressLocation.Window, title }, (progress) =>
      work((step) => progress.report({ message: plain(step) })),
    );
  }

  problem(message: string, actions: Actions = {}, cause = message): void {
    this.#log.error(withoutSecrets(message));
    if (this.#shown.has(cause)) return;
    this.#shown.add(cause);
    void this.#show(message, actions, cause);
  }

  tell(message: string): void {
    this.#log.info(withoutSecrets(message));
    void window.showInformationMessage(plain(message));
  }

  async copy(text: string): Promise<void> {
    await env.clipboard.writeText(text);
  }

  async open({ uri, range: { start, end } }: WireLocation): Promise<void> {
    const selection = new Range(start.line, start.character, end.line, end.character);
    await window.showTextDocument(Uri.parse(uri, true), { selection });
  }

  async apply({ changes }: WorkspaceChanges): Promise<void> {
    const edit = new WorkspaceEdit();
    for (const [uri, edits] of Object.entries(changes)) {
      const document = await workspace.openTextDocument(Uri.parse(uri, true));
      for (const { range, newText } of edits) {
        const { start, end } = range;
        edit.replace(document.uri, new Range(start.line, start.character, end.line, end.character), newText);
      }
      await window.showTextDocument(document, { preview: false });
    }
    await workspace.applyEdit(edit);
  }

  async terminal({ action, machines, folder, command }: TerminalRun): Promise<number | undefined> {
    const definition = { type: TASK_TYPE, action, machines: [...machines] };
    const name = taskName(action, machines);
    const execution = await tasks.executeTask(taskOf(definition, TaskScope.Workspace, name, command, folder));
    return new Promise((resolve) => {
      const end = (exitCode: number | undefined) => {
        for (const listener of listeners) listener.dispose();
        resolve(exitCode);
      };
      const listeners = [
        tasks.onDidEndTaskProcess((ended) => ended.execution === execution && end(ended.exitCode)),
        // A task whose program cannot be started ends without a process.
        tasks.onDidEndTask((ended) => ended.execution === execution && setTimeout(() => end(undefined), 500)),
      ];
    });
  }

  openSetting(name: string): void {
    void commands.executeCommand("workbench.action.openSettings", `clanBackups.${name}`);
  }

  showProblems(): void {
    void commands.executeCommand("workbench.actions.view.problems");
  }

  async #show(message: string, actions: Actions, cause: string): Promise<void> {
    const answer = await window.showErrorMessage(plain(withoutSecrets(message)), ...Object.keys(actions), "Show Log");
    this.#shown.delete(cause);
    if (answer === "Show Log") this.#log.show();
    else if (answer !== undefined) await actions[answer]?.();
  }
}
