/** Calls run() of the tests as VS Code's own test mode does, in the versions whose browser has no such mode. */
exports.activate = () => {
  const tests = process.env["CLAN_BACKUPS_TESTS"];
  if (tests === undefined) throw new Error("CLAN_BACKUPS_TESTS is not set");
  require(tests).run();
};
