import { journey } from "../harness/journey.ts";

journey("a finding leads to its page, by the mouse and by the keyboard", { example: "broken" }, async (vscode) => {
  const { editor } = vscode;
  const shown = vscode.webviewFrame;
  await vscode.openFile("machines/laptop/configuration.nix");
  await editor.squiggleUnder("directry", "error");
  await editor.cursorTo("dir|ectry");
  const hover = await editor.hover();
  await hover.getByRole("link", { name: "unknown-option" }).click();
  await shown.getByRole("heading", { name: "unknown-option", exact: true }).waitFor();
  await shown.getByText("Wrong", { exact: true }).first().waitFor();
  await vscode.run("View: Close Editor");

  await editor.cursorTo("us|b = {");
  await vscode.run("Clan Backups: Explain Finding", true);
  await vscode.pick(/^missing-option/);
  await shown.getByRole("heading", { name: "missing-option", exact: true }).waitFor();
});
