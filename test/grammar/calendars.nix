# SYNTAX TEST "source.nix" "when a backup starts"
{
  startAt = "*-*-* 01:00:00";
#            ^^^^^ constant.numeric.date.clan-backups
#                 ^ - constant.numeric
#                  ^^^^^^^^ constant.numeric.time.clan-backups
  startAt = "Mon..Fri *-*-01/2 03:30 Europe/Berlin";
#            ^^^^^^^^ constant.language.weekday.clan-backups
#                     ^^^^^^^^ constant.numeric.date.clan-backups
#                              ^^^^^ constant.numeric.time.clan-backups
#                                    ^^^^^^^^^^^^^ constant.language.time-zone.clan-backups
  startAt = "sat,Sunday 3:15";
#            ^^^^^^^^^^ constant.language.weekday.clan-backups
#                       ^^^^ constant.numeric.time.clan-backups
  startAt = ''*-02~01'';
#             ^^^^^^^ constant.numeric.date.clan-backups
  startAt = "daily";
#            ^^^^^ constant.language.calendar.clan-backups
  startAt = [ "hourly" "03:00" ];
#              ^^^^^^ constant.language.calendar.clan-backups
  startAt = "*:0/15";
#            ^^^^^^ constant.numeric.time.clan-backups
  startAt = "Fri..Sunday";
#            ^^^^^^^^^^^ constant.language.weekday.clan-backups
  systemd.timers.x.timerConfig.OnCalendar = "23:45:30 UTC";
#                                            ^^^^^^^^ constant.numeric.time.clan-backups
#                                                     ^^^ constant.language.time-zone.clan-backups

  # What only looks like one.
  tags = [ "daily" ];
#           ^^^^^ - constant
  startAt = "nightly";
#            ^^^^^^^ - constant
  startAt = "0 1 * * *";
#            ^^^^^^^^^ - constant
  day = "2024-06-18";
#        ^^^^^^^^^^ - constant
  names = "Monday 7";
#          ^^^^^^^^ - constant
  startAt = "*-*-* ${time}";
#            ^^^^^ - constant
#                  ^^ punctuation.section.embedded.begin.nix
  glob = "*-*-backup";
#         ^^^^^^^^^^ - constant
}
