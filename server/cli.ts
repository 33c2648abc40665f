const usage = `Usage:
  clan-backups check [PATH...] [--format text|json|sarif|github] [--release auto|<name>] [--max-warnings N]
  clan-backups topology [PATH] [--format text|json|mermaid|svg]
  clan-backups lsp --stdio
`;

process.stderr.write(usage);
process.exitCode = 2;
