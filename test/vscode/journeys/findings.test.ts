import { journey } from "../harness/journey.ts";

journey("the findings of a clan are on the screen", { example: "broken" }, async (vscode) => {
  await vscode.openFile("machines/laptop/configuration.nix");
  await vscode.editor.squiggleUnder("directry", "error");
  await vscode.problem(
    "There is no option clan.localbackup.targets.usb.directry in clan-core of 2025-03-12; did you mean directory?",
  );
});
