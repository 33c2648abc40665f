import { journey } from "../harness/journey.ts";

const CLIENT = "machines/myhostname/configuration.nix";

journey("the guide's clan opens with its findings", { example: "guide-2024" }, async (vscode) => {
  await vscode.openFile(CLIENT);
  await vscode.editor.squiggleUnder('"/dev/sda2"', "warning");
  await vscode.editor.squiggleUnder('"/root"', "info");
  await vscode.problem("/dev/sda2 may be another disk after the next boot, and the backup is written to that one.");
  await vscode.problem("These snapshots are made only when somebody asks for them");
  await vscode.problem("borg's own files in /root change while they are saved.");
});
