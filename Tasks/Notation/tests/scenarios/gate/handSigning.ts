import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { writeAzureKeyVaultPlugin } from '../../support/azureKeyVaultPlugin';
import type { NotationVersion } from '../../support/tools';
import type { World } from '../../support/world';

/**
 * Signs an artifact by hand, as somebody may who does not use this task: with flags that it has no
 * input for.
 * @throws with what notation wrote when it fails
 */
export async function signByHand(
  world: World,
  { path: program }: NotationVersion,
  reference: string,
  ...flags: readonly string[]
): Promise<void> {
  const home = mkdtempSync(path.join(world.root, 'hand-'));
  const config = path.join(home, 'config', 'notation');
  const directory = path.join(config, 'plugins', 'azure-kv');
  writeAzureKeyVaultPlugin({ directory, version: '1.2.1', vault: world.vault });
  const { tenantId, clientId, clientSecret = '' } = world.vault.access;
  const args = ['sign', '--plugin', 'azure-kv', '--id', world.keyId];
  const settings = ['--plugin-config', 'self_signed=true'];
  await promisify(execFile)(program, [...args, ...settings, ...flags, reference], {
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      DOCKER_CONFIG: path.join(home, 'docker'),
      XDG_CONFIG_HOME: path.join(home, 'config'),
      NOTATION_CONFIG: config,
      NOTATION_LIBEXEC: config,
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: clientId,
      AZURE_CLIENT_SECRET: clientSecret,
    },
  });
}
