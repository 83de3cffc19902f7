import path from 'node:path';
import { pluginScript } from '../../pluginScript';

/** Plugins of other signing services that this double of Azure serves, or that need none. */
export type CloudPlugin = 'artifactSigning' | 'envelope';

/**
 * Gives a plugin as one script of this Node. It trusts what SSL_CERT_FILE names, as the real ones
 * do on Linux, and takes its proxy from HTTPS_PROXY and HTTP_PROXY.
 * @param version the version of the real plugin whose rules it follows
 * @param folder the existing folder in which `calls.log` tells its runs
 */
export function cloudPlugin(plugin: CloudPlugin, version: string, folder: string): Buffer {
  const main = path.join(__dirname, `${plugin}Main.ts`);
  const program = { main, target: 'node20', options: '--use-openssl-ca' };
  return pluginScript(program, { version, folder });
}
