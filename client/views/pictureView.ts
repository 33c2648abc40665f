/** The picture of who backs up what, to where, in an editor of its own; it follows the configuration. */
import { randomUUID } from "node:crypto";
import { type Disposable, ViewColumn, type WebviewPanel, window } from "vscode";
import { PICTURE_METHOD } from "../../server/protocol.ts";
import type { ClanState } from "../clanState.ts";
import type { Server } from "../languageClient.ts";

export class PictureView implements Disposable {
  readonly #server: Server;
  readonly #following: Disposable;
  #panel: WebviewPanel | undefined;

  constructor(server: Server, state: ClanState) {
    this.#server = server;
    this.#following = state.onDidChange(() => this.#draw());
  }

  /** Opens the picture, or brings it to the front. */
  async show(): Promise<void> {
    if (this.#panel === undefined) {
      this.#panel = window.createWebviewPanel("clanBackups.picture", "Backups", ViewColumn.Beside, {});
      this.#panel.onDidChangeViewState(() => this.#draw());
      this.#panel.onDidDispose(() => {
        this.#panel = undefined;
      });
    } else this.#panel.reveal();
    await this.#draw();
  }

  dispose(): void {
    this.#following.dispose();
    this.#panel?.dispose();
  }

  async #draw(): Promise<void> {
    if (this.#panel?.visible !== true) return;
    const picture = await this.#server.ask<string>(PICTURE_METHOD);
    // The panel may have been closed meanwhile.
    if (this.#panel !== undefined) this.#panel.webview.html = page(picture);
  }
}

/** The page runs no script and loads nothing; only the picture's own styles apply. */
function page(picture: string | undefined): string {
  const nonce = randomUUID();
  const styled = picture?.replace("<style>", `<style nonce="${nonce}">`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}';">
<title>Backups</title>
</head>
<body>
<main><h1>Backups</h1>${styled ?? "<p>The language server is not running. Run Clan Backups: Restart Language Server.</p>"}</main>
</body>
</html>`;
}
