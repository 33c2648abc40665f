/** Tells workspaces with backups of a clan from other Nix projects. */
import { RelativePattern, type TextDocument, Uri, type WorkspaceFolder, workspace } from "vscode";

/** Files that only a clan has in its folder. `.clan-flake` marks one for Clan's own command line. */
const MARKS = ["clan.nix", ".clan-flake", "inventory.json"];

/** Flakes below the folder that are looked into: a repository may hold its clan in a subfolder. */
const MAX_FLAKES = 20;

const MENTIONS_CLAN = /\bclan\b|clan-core|clan\.lol/;
const MENTIONS_BACKUPS = /\bclan\b|clan-core|clanCore|borgbackup|localbackup/;

/** Whether `document` is Nix and speaks of Clan or of its backup services. */
export function mentionsBackups(document: TextDocument): boolean {
  return document.languageId === "nix" && MENTIONS_BACKUPS.test(document.getText());
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function mentionsClan(uri: Uri): Promise<boolean> {
  try {
    return MENTIONS_CLAN.test(new TextDecoder().decode(await workspace.fs.readFile(uri)));
  } catch {
    return false;
  }
}

/** Whether one of `folders` has a file that only clans have, or a flake that names Clan. */
export async function looksLikeClan(folders: readonly WorkspaceFolder[]): Promise<boolean> {
  for (const folder of folders) {
    const marks = await Promise.all(MARKS.map((name) => exists(Uri.joinPath(folder.uri, name))));
    if (marks.includes(true)) return true;
    const pattern = new RelativePattern(folder, "**/flake.nix");
    const flakes = await workspace.findFiles(pattern, "**/{node_modules,.direnv,result}/**", MAX_FLAKES);
    if ((await Promise.all(flakes.map(mentionsClan))).includes(true)) return true;
  }
  return false;
}
