import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type PluginProgram, type PluginSettings, pluginScript } from '../pluginScript';
import type { Vault } from './vault';

/**
 * The vaults that the plugin can sign with: a folder, in a few milliseconds; or the double of Azure, to which the plugin
 * signs in by Azure's own libraries.
 */
export type VaultKind = 'folder' | 'cloud';

const programs: Readonly<Record<VaultKind, PluginProgram>> = {
  folder: { main: path.join(__dirname, 'program', 'folderMain.ts'), target: 'node16' },
  cloud: {
    main: path.join(__dirname, 'program', 'cloudMain.ts'),
    target: 'node20',
    // As the real plugin does on Linux, it trusts what SSL_CERT_FILE names.
    options: '--use-openssl-ca',
  },
};

/** Gives the test plugin as one script of this Node. */
export function azureKeyVaultPlugin(kind: VaultKind, settings: PluginSettings): Buffer {
  return pluginScript(programs[kind], settings);
}

/** Where the plugin is written, and what it plays. */
export interface PluginOptions {
  /** The folder `notation-azure-kv` is written to. */
  readonly directory: string;
  /** The version of the real plugin whose rules it follows, such as `1.2.1`. */
  readonly version: string;
  readonly vault: Pick<Vault, 'folder'>;
}

/**
 * Writes the test plugin for a folder that plays a vault, as an executable, and gives its path.
 * @throws when the folder cannot be written
 */
export function writeAzureKeyVaultPlugin(options: PluginOptions): string {
  const { directory, version, vault } = options;
  const file = path.join(directory, 'notation-azure-kv');
  mkdirSync(directory, { recursive: true });
  const program = azureKeyVaultPlugin('folder', { version, folder: vault.folder });
  writeFileSync(file, program, { mode: 0o755 });
  return file;
}
