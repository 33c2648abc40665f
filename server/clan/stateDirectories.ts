/**
 * Services whose folder below /var/lib is a symbolic link: with DynamicUser and StateDirectory systemd keeps the data in /var/lib/private and
 * makes /var/lib/<name> a link to it (systemd.exec(5), DynamicUser=).
 */
export interface DynamicService {
  /** The name below `services`, with `enable`. */
  readonly service: string;
  /** The folder below /var/lib, as `StateDirectory` says. */
  readonly directory: string;
  /** Options of the service that, when set, may move the data or give it a user of its own. */
  readonly unless: readonly string[];
}

/**
 * Each was read in its nixpkgs module, in revisions of 2023 to 2026 (services/monitoring/uptime-kuma.nix, misc/ntfy-sh.nix,
 * web-apps/actual.nix, misc/prowlarr.nix, networking/adguardhome.nix, misc/jellyseerr.nix, misc/n8n.nix, matrix/dendrite.nix,
 * home-automation/esphome.nix). Newer modules may have options that move the data; those are named.
 */
export const DYNAMIC_SERVICES: readonly DynamicService[] = [
  { service: "actual", directory: "actual", unless: ["user", "group", "settings"] },
  { service: "adguardhome", directory: "AdGuardHome", unless: [] },
  { service: "dendrite", directory: "dendrite", unless: [] },
  { service: "esphome", directory: "esphome", unless: [] },
  { service: "jellyseerr", directory: "jellyseerr", unless: ["configDir"] },
  { service: "n8n", directory: "n8n", unless: [] },
  { service: "ntfy-sh", directory: "ntfy-sh", unless: ["user", "group"] },
  { service: "prowlarr", directory: "prowlarr", unless: ["dataDir", "user", "group"] },
  { service: "uptime-kuma", directory: "uptime-kuma", unless: ["settings"] },
];
