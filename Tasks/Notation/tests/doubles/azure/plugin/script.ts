import { buildSync } from 'esbuild';
import path from 'node:path';

/** Plugins that sign in by Azure's own libraries. */
export type CloudPlugin = 'keyVault' | 'artifactSigning' | 'envelope';

/**
 * Gives a plugin as one script of this Node. It trusts what SSL_CERT_FILE names, as the real ones
 * do on Linux, and takes its proxy from HTTPS_PROXY and HTTP_PROXY.
 * @param version the version of the real plugin whose rules it follows
 * @param folder the existing folder in which `calls.log` tells its runs
 */
export function cloudPlugin(plugin: CloudPlugin, version: string, folder: string): Buffer {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(__dirname, `${plugin}Main.ts`)],
    bundle: true,
    platform: 'node',
    target: 'node20',
    minify: true,
    banner: { js: `#!${process.execPath} --use-openssl-ca` },
    define: {
      PLUGIN_VERSION: JSON.stringify(version),
      VAULT_FOLDER: JSON.stringify(path.resolve(folder)),
    },
    logLevel: 'error',
    write: false,
  });
  return Buffer.from(outputFiles[0]?.contents ?? '');
}
