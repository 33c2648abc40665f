# SYNTAX TEST "source.nix" "who may come in"
{
  keys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe2fPcGZwFDkA8Sq/XNR/tdyFxXFcvhNbb2YzCRQ794 admin" ];
#           ^^^^^^^^^^^ string.quoted.double.nix storage.type.public-key.clan-backups
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ constant.other.public-key.clan-backups
#                                                                                            ^^^^^ entity.name.tag.public-key.clan-backups
#                                                                                                 ^ punctuation.definition.string.double.end.nix
  text = ''
    restrict ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ== me at home
#            ^^^^^^^ string.quoted.other.nix storage.type.public-key.clan-backups
#                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ constant.other.public-key.clan-backups
#                                                     ^^^^^^^^^^ entity.name.tag.public-key.clan-backups
    sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t ${name}
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^ storage.type.public-key.clan-backups
#                                                                       ^^ punctuation.section.embedded.begin.nix
  '';
# ^^ punctuation.definition.string.other.end.nix

  # What only looks like one.
  kind = "ssh-ed25519";
#         ^^^^^^^^^^^ - storage
  secret = "ssh-ed25519 PASTE_YOUR_KEY_HERE";
#           ^^^^^^^^^^^ - storage
  # ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe2fPcGZwFDkA8Sq/XNR/tdyFxXFcvhNbb2YzCRQ794
# ^^^^^^^^^^^^^^ comment.line.number-sign.nix - storage
}
