/** Texts under the name of a Nix file that hold ciphertext: some keep parts of their configuration encrypted in git. */

/** How encrypted texts begin: age, PGP, Ansible Vault (each program's own armour). */
const ARMOUR = /^\s*(?:-----BEGIN (?:AGE ENCRYPTED FILE|PGP MESSAGE)-----|age-encryption\.org\/v1|\$ANSIBLE_VAULT;)/;

/** What sops makes of a file whose format it does not know: JSON with the ciphertext under `data` and its own part under `sops`. */
const SOPS_DATA = /^\s*\{\s*"data":\s*"ENC\[/;

/** Whether `text` is ciphertext, so that nothing can be said of the Nix in it. */
export function isEncrypted(text: string): boolean {
  return ARMOUR.test(text) || (SOPS_DATA.test(text) && /"sops":\s*\{/.test(text));
}
