# SYNTAX TEST "source.nix" "how a disk is mounted"
{
  options = [ "defaults" "noauto" "nofail" "x-systemd.device-timeout=5s" ];
#              ^^^^^^^^ keyword.other.mount-option.clan-backups
#                         ^^^^^^ keyword.other.mount-option.clan-backups
#                                  ^^^^^^ keyword.other.mount-option.clan-backups
#                                           ^^^^^^^^^^^^^^^^^^^^^^^^ keyword.other.mount-option.clan-backups
#                                                                   ^ keyword.operator.assignment.clan-backups
#                                                                    ^^ constant.other.mount-option.clan-backups
  options = [ "rw,noauto,user" ];
#              ^^ keyword.other.mount-option.clan-backups
#                ^ punctuation.separator.comma.clan-backups
#                 ^^^^^^ keyword.other.mount-option.clan-backups
#                        ^^^^ keyword.other.mount-option.clan-backups
  options = [ ''subvol=/@home'' ];
#               ^^^^^^ string.quoted.other.nix meta.mount-options.clan-backups keyword.other.mount-option.clan-backups
#                      ^^^^^^ constant.other.mount-option.clan-backups

  # What only looks like some.
  words = [ "user" "ro" "noautomatic" "no auto" "a=b" ];
#            ^^^^ - keyword
#                   ^^ - keyword
#                        ^^^^^^^^^^^ - keyword
#                                      ^^^^^^^ - keyword
#                                                ^^^ - keyword
  open = [ "uid=${toString 1000}" ];
#           ^^^^ - keyword
#               ^^ punctuation.section.embedded.begin.nix
}
