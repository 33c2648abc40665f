/** Serves LSP on standard input and output until the client says exit. */
export function serve(): void {
  process.stderr.write("clan-backups lsp is not built yet\n");
  process.exitCode = 2;
}
