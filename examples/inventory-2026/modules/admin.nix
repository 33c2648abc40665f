{
  users.users.root.openssh.authorizedKeys.keys = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe2fPcGZwFDkA8Sq/XNR/tdyFxXFcvhNbb2YzCRQ794 admin"
  ];
}
