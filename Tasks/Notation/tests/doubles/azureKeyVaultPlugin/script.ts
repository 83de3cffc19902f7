import { buildSync } from 'esbuild';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Vault } from './vault';

/** Where the plugin is written, and what it plays. */
export interface PluginOptions {
  /** The folder `notation-azure-kv` is written to. */
  readonly directory: string;
  /** The version of the real plugin whose rules it follows, such as `1.2.1`. */
  readonly version: string;
  readonly vault: Pick<Vault, 'folder'>;
}

/**
 * Writes the test plugin as one executable script of this Node and gives its path.
 * @throws when the folder cannot be written
 */
export function writeAzureKeyVaultPlugin(options: PluginOptions): string {
  const { directory, version, vault } = options;
  const file = path.join(directory, 'notation-azure-kv');
  mkdirSync(directory, { recursive: true });
  const { outputFiles } = buildSync({
    entryPoints: [path.join(__dirname, 'program', 'main.ts')],
    bundle: true,
    platform: 'node',
    target: 'node16',
    // An absolute path, because the task may hand the plugin a PATH without this Node.
    banner: { js: `#!${process.execPath}` },
    define: {
      PLUGIN_VERSION: JSON.stringify(version),
      VAULT_FOLDER: JSON.stringify(path.resolve(vault.folder)),
    },
    write: false,
  });
  writeFileSync(file, outputFiles[0]?.contents ?? '');
  chmodSync(file, 0o755);
  return file;
}
