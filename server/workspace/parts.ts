/** What a workspace is made of. */
import type { Environment } from "../clan/arguments.ts";
import type { RootScope } from "../nix/scope.ts";
import type { NixParser } from "../nix/syntax/parser.ts";
import type { ScriptChecker } from "../shell/scriptChecker.ts";
import type { ShellParser } from "../shell/shellParser.ts";
import type { FileHost } from "./fileHost.ts";

export interface WorkspaceParts {
  readonly host: FileHost;
  readonly parser: NixParser;
  readonly root: RootScope;
  readonly environment: Environment;
  readonly shell: ShellParser | undefined;
  readonly scripts: ScriptChecker | undefined;
}
