{
  # `folders` is a list, even when there is one folder.
  clan.core.state.documents.folders = "/home/alice/Documents";

  # The name of a state may hold letters, digits, `_` and `-`, but no dot.
  clan.core.state."my.app".folders = [ "/var/lib/my-app" ];

  clan.core.state.mail = {
    folders = [ "/var/lib/mail" ];
    # Clan sets this option itself since June 2024; write `preBackupScript`.
    preBackupCommand = "stop-mail";
  };

  clan.core.state.wiki = {
    folders = [ "/var/lib/wiki" ];
    # When the wiki is not running this command fails, and with it the whole backup.
    preBackupScript = ''
      status=$(systemctl is-active wiki)
      if [ "$status" = active ]; then systemctl stop wiki; fi
    '';
  };
}
