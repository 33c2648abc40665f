{
  imports = [ ../../modules/admin.nix ];

  system.stateVersion = "26.05";
}
