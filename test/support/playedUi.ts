/** A user in front of the commands: answers what they ask, and writes down what they tell. */
import type { Command } from "../../client/clan/process.ts";
import type { Actions, Choice, Question, Report, TerminalRun, Ui } from "../../client/ui.ts";
import type { WireLocation, WorkspaceChanges } from "../../server/protocol.ts";

export interface Told {
  readonly message: string;
  readonly actions: Actions;
  readonly cause: string | undefined;
}

/** What the user does; what is not said here is left with Escape. */
export interface Behaviour {
  /** The label that is chosen in a list of this title. */
  readonly choose?: (title: string, items: readonly Choice[]) => string | undefined;
  readonly answer?: (question: Question) => string | undefined;
  /** Called at each step of something that runs; `cancel` is its button. */
  readonly onStep?: (step: string, cancel: () => void) => void;
  /** The exit code of a terminal. */
  readonly onTerminal?: (command: Command) => number | undefined | Promise<number | undefined>;
}

export class PlayedUi implements Ui {
  behaviour: Behaviour;
  readonly problems: Told[] = [];
  readonly told: string[] = [];
  readonly asked: Question[] = [];
  readonly steps: string[] = [];
  readonly copied: string[] = [];
  readonly terminals: TerminalRun[] = [];
  readonly applied: WorkspaceChanges[] = [];
  readonly opened: string[] = [];

  constructor(behaviour: Behaviour = {}) {
    this.behaviour = behaviour;
  }

  async pick<T extends Choice>(items: readonly T[], title: string): Promise<T | undefined> {
    const label = this.behaviour.choose?.(title, items);
    return items.find((item) => item.label === label);
  }

  async ask(question: Question): Promise<string | undefined> {
    this.asked.push(question);
    const answer = this.behaviour.answer?.(question);
    // VS Code does not let a wrong answer through.
    return answer === undefined || question.check?.(answer) !== undefined ? undefined : answer;
  }

  progress<T>(title: string, work: (report: Report, signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const step = (text: string) => {
      this.steps.push(text);
      this.behaviour.onStep?.(text, () => controller.abort());
    };
    step(title);
    return work(step, controller.signal);
  }

  quietly<T>(title: string, work: (report: Report) => Promise<T>): Promise<T> {
    return this.progress(title, work);
  }

  problem(message: string, actions: Actions = {}, cause?: string): void {
    this.problems.push({ message, actions, cause });
  }

  tell(message: string): void {
    this.told.push(message);
  }

  async copy(text: string): Promise<void> {
    this.copied.push(text);
  }

  async open({ uri }: WireLocation): Promise<void> {
    this.opened.push(uri);
  }

  async apply(changes: WorkspaceChanges): Promise<void> {
    this.applied.push(changes);
  }

  async terminal(run: TerminalRun): Promise<number | undefined> {
    this.terminals.push(run);
    return this.behaviour.onTerminal?.(run.command);
  }

  openSetting(name: string): void {
    this.opened.push(name);
  }

  showProblems(): void {
    this.opened.push("problems");
  }
}
