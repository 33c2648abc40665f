/** What commands ask of the editor around them. VS Code's is `vscodeUi.ts`; tests play a user. */
import type { WireLocation, WorkspaceChanges } from "../server/protocol.ts";
import type { TerminalAction } from "./clan/clanCli.ts";
import type { Command } from "./clan/process.ts";

/** One of several things that the user can choose. */
export interface Choice {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

export interface Question {
  readonly title: string;
  readonly prompt?: string;
  readonly value?: string;
  readonly placeHolder?: string;
  /** What is wrong with an answer; `undefined` for a good one. */
  readonly check?: (text: string) => string | undefined;
  /** It stays open when the user looks at something else. */
  readonly stays?: boolean;
}

/** What can be done about a problem, by the words on the button. */
export type Actions = Readonly<Record<string, () => unknown>>;

/** Says how far a piece of work is. `share` is the part of the whole that is done since the last time, in percent. */
export type Report = (step: string, share?: number) => void;

/** A command that the user watches in a terminal, and answers when it asks. */
export interface TerminalRun {
  /** What it does to which machines; the same thing is not run twice at the same time. */
  readonly action: TerminalAction | "connect";
  readonly machines: readonly string[];
  readonly folder: string;
  readonly command: Command;
}

export interface Ui {
  /** One of `items`; `undefined` when the user leaves. */
  pick<T extends Choice>(items: readonly T[], title: string, placeHolder: string): Promise<T | undefined>;
  /** The user's answer; `undefined` when the user leaves. */
  ask(question: Question): Promise<string | undefined>;
  /** Shows that something runs until it has ended. `signal` is aborted when the user cancels. */
  progress<T>(title: string, work: (report: Report, signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Shows at the edge that something runs that nobody waits for. */
  quietly<T>(title: string, work: (report: Report) => Promise<T>): Promise<T>;
  /** Tells of something that went wrong. The same cause is not told again while it is shown. */
  problem(message: string, actions?: Actions, cause?: string): void;
  /** Tells of something that went well, or of nothing to do. */
  tell(message: string): void;
  copy(text: string): Promise<void>;
  /** Shows a place in a file. */
  open(place: WireLocation): Promise<void>;
  /** Shows edits in their files; the user saves them. */
  apply(changes: WorkspaceChanges): Promise<void>;
  /** Runs a command in a terminal; returns its exit code, `undefined` for none. */
  terminal(run: TerminalRun): Promise<number | undefined>;
  /** Shows a setting of ours. */
  openSetting(name: string): void;
  /** Shows the findings. */
  showProblems(): void;
}
