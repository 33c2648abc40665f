# SYNTAX TEST "source.nix" "where borg keeps its archives"
{
  repo = "borg@backuphost:/var/lib/borgbackup/laptop";
#        ^ punctuation.definition.string.double.start.nix
#         ^^^^ string.quoted.double.nix meta.location.clan-backups variable.other.user.clan-backups
#             ^ keyword.operator.at.clan-backups
#              ^^^^^^^^^^ entity.name.type.host.clan-backups
#                        ^ punctuation.separator.path.clan-backups
#                         ^^^^^^^^^^^^^^^^^^^^^^^^^^ meta.path.clan-backups
#                                                   ^ punctuation.definition.string.double.end.nix
#                                                    ^ punctuation.terminator.bind.nix - meta.location.clan-backups

  repo = "ssh://u123456@u123456.your-storagebox.de:23/./laptop";
#         ^^^ keyword.other.scheme.clan-backups
#            ^^^ punctuation.separator.scheme.clan-backups
#               ^^^^^^^ variable.other.user.clan-backups
#                      ^ keyword.operator.at.clan-backups
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^ entity.name.type.host.clan-backups
#                                                 ^ punctuation.separator.port.clan-backups
#                                                  ^^ constant.numeric.port.clan-backups
#                                                    ^^^^^^^^^ meta.path.clan-backups

  # A port is one only in a URL.
  repo = "borg@nas:23/./laptop";
#              ^^^ entity.name.type.host.clan-backups
#                 ^ punctuation.separator.path.clan-backups
#                  ^^ meta.path.clan-backups - constant.numeric.port.clan-backups

  repo = "borg@[fd00::1]:.";
#              ^^^^^^^^^ entity.name.type.host.clan-backups
#                       ^ punctuation.separator.path.clan-backups

  # A host without a user is one behind `repo =` only.
  repo = "nas:/srv/borg";
#         ^^^ entity.name.type.host.clan-backups
  image = "nas:/srv/borg";
#          ^^^^^^^^^^^^^ - meta.location.clan-backups

  repo = "${user}@${config.clan.core.settings.machine.name}.example:${toString "/x"}/y";
#         ^^ meta.location.clan-backups meta.embedded punctuation.section.embedded.begin.nix
#           ^^^^ meta.embedded variable.parameter.name.nix
#                                                          ^^^^^^^^ entity.name.type.host.clan-backups
#                                                                   ^^ punctuation.section.embedded.begin.nix
#                                                                     ^^^^^^^^ support.function.nix
#                                                                              ^^^^ meta.path.clan-backups meta.embedded string.quoted.double.nix - entity.name
#                                                                                   ^^ meta.path.clan-backups
#                                                                                     ^ punctuation.definition.string.double.end.nix

  repo = ''ssh://borg@nas/srv/it''${isn't}'';
#          ^^^ string.quoted.other.nix meta.location.clan-backups keyword.other.scheme.clan-backups
#                     ^^^ entity.name.type.host.clan-backups
#                        ^^^^^^^ meta.path.clan-backups
#                               ^^^ constant.character.escape.nix - meta.location.clan-backups
#                                         ^^ punctuation.definition.string.other.end.nix

  repo = "file:///mnt/hdd/borg";
#         ^^^^ keyword.other.scheme.clan-backups
#                ^^^^^^^^^^^^^ meta.path.clan-backups

  # What only looks like one; borg takes the first for a folder of this machine.
  repo = "borg@fd00::1:.";
#         ^^^^^^^^^^^^^^ - meta.location.clan-backups
  mail = "alice@example.org";
#         ^^^^^^^^^^^^^^^^^ - meta.location.clan-backups
  text = "alice@example.org: hello";
#         ^^^^^^^^^^^^^^^^^^^^^^^^ - meta.location.clan-backups
  time = "12:30";
#         ^^^^^ - meta.location.clan-backups
  link = "https://user@example.org:80/";
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ - meta.location.clan-backups
}
