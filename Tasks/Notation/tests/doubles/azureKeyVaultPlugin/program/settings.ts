// Both are put in when the script is written out.
declare const PLUGIN_VERSION: string;
declare const VAULT_FOLDER: string;

/** The version of the real plugin that this one plays. */
export const pluginVersion = PLUGIN_VERSION;

/** The absolute path of the vault's folder. */
export const vaultFolder = VAULT_FOLDER;

/** Says whether the played version is this one or a later one. */
export function isSince(version: string): boolean {
  return pluginVersion.localeCompare(version, 'en', { numeric: true }) >= 0;
}
