/**
 * Services whose folder below /var/lib is a symbolic link: with DynamicUser and StateDirectory systemd keeps the data in /var/lib/private and
 * makes /var/lib/<name> a link to it (systemd.exec(5), DynamicUser=).
 */
export interface DynamicService {
  /** The name below `services`, with `enable`. */
  readonly service: string;
  /** Its unit, where that has another name: what is said there may take the dynamic user away. */
  readonly unit?: string;
  /** The folder below /var/lib, as `StateDirectory` says. */
  readonly directory: string;
  /** Options of the service that, when set, may move the data or give it a user of its own. */
  readonly unless: readonly string[];
}

/**
 * Each was read in its nixpkgs module, in revisions of 2023 to 2026 (services/monitoring/uptime-kuma.nix, misc/ntfy-sh.nix,
 * web-apps/actual.nix, misc/prowlarr.nix, networking/adguardhome.nix, misc/jellyseerr.nix, misc/n8n.nix, matrix/dendrite.nix,
 * home-automation/esphome.nix, web-apps/vikunja.nix, misc/ollama.nix, misc/open-webui.nix, misc/seerr.nix, matrix/continuwuity.nix). Newer
 * modules may have options that move the data; those are named. homepage-dashboard is not here: it has a state directory only where nothing is
 * configured. continuwuity has a static user besides, which does not matter: systemd looks at DynamicUser= alone.
 */
export const DYNAMIC_SERVICES: readonly DynamicService[] = [
  { service: "actual", directory: "actual", unless: ["user", "group", "settings"] },
  { service: "adguardhome", directory: "AdGuardHome", unless: [] },
  { service: "dendrite", directory: "dendrite", unless: [] },
  { service: "esphome", directory: "esphome", unless: [] },
  { service: "jellyseerr", directory: "jellyseerr", unless: ["configDir"] },
  { service: "matrix-continuwuity", unit: "continuwuity", directory: "continuwuity", unless: [] },
  { service: "n8n", directory: "n8n", unless: [] },
  { service: "ntfy-sh", directory: "ntfy-sh", unless: ["user", "group"] },
  { service: "ollama", directory: "ollama", unless: ["user", "group", "home", "models"] },
  { service: "open-webui", directory: "open-webui", unless: ["stateDir"] },
  { service: "prowlarr", directory: "prowlarr", unless: ["dataDir", "user", "group"] },
  { service: "seerr", directory: "seerr", unless: ["configDir"] },
  { service: "uptime-kuma", directory: "uptime-kuma", unless: ["settings"] },
  { service: "vikunja", directory: "vikunja", unless: [] },
];
