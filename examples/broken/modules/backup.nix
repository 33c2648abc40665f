# Imported by the laptop: a mistake in an imported file shows up here, not where it is imported.
{
  # The other half of the conflict: machines/laptop/configuration.nix says 10.
  clan.localbackup.snapshots = 30;

  # The address of a repository is a string; this says only the port.
  clan.borgbackup.destinations.nas.repo = 22;
}
