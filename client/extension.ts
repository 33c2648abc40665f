import type { ExtensionContext } from "vscode";

/** Called by VS Code when one of the activation events of package.json happens. */
export function activate(_context: ExtensionContext): void {
  // The language client is composed here.
}

/** Called by VS Code before the extension host ends; what was registered in the context is disposed by VS Code. */
export function deactivate(): void {
  // Nothing is held outside the context.
}
