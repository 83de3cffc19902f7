import { buildSync } from 'esbuild';
import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Certificate } from '../../support/certificates';
import { writeQuickPlugin } from '../../support/quickPlugin';
import type { AwsProfile } from './awsProfile';

/** The plugin of AWS Signer, with a profile in place of AWS, as one script of this Node. */
export function awsPlugin(profile: AwsProfile, folder: string): Buffer {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(__dirname, 'awsSignerProgram.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    banner: { js: `#!${process.execPath}` },
    define: {
      PLUGIN_VERSION: JSON.stringify('1.0.0'),
      VAULT_FOLDER: JSON.stringify(folder),
      PROFILE: JSON.stringify(profile),
    },
    write: false,
  });
  return Buffer.from(outputFiles[0]?.contents ?? '');
}

/** Where a HashiCorp Vault is, whom it lets in, and where it keeps its keys. */
export interface HashicorpVault {
  readonly address: string;
  readonly token: string;
  readonly config: Readonly<Record<string, string>>;
  readonly key: string;
}

/** Writes a plugin for HashiCorp Vault, less the vault: the quick one behind the vault's door; gives its path. */
export function writeHashicorpPlugin(
  parent: string,
  certificate: Certificate,
  { address, token, config, key }: HashicorpVault,
): string {
  const folder = mkdtempSync(path.join(parent, 'hashicorp-'));
  const quick = writeQuickPlugin({ folder, certificate });
  const file = path.join(folder, 'notation-hc-vault');
  const settings = Object.entries(config).map(([name, value]) => `*'"${name}":"${value}"'*`);
  const lines = [
    '#!/bin/sh',
    `refuse() { echo '{"errorCode":"ACCESS_DENIED","errorMessage":"permission denied"}' >&2; exit 1; }`,
    'if [ "$1" != get-plugin-metadata ]; then',
    '  read -r request',
    `  [ "$VAULT_ADDR $VAULT_TOKEN" = '${address} ${token}' ] || refuse`,
    ...[...settings, `*'"keyId":"${key}"'*`].map(
      (setting) => `  case "$request" in ${setting}) ;; *) refuse ;; esac`,
    ),
    'fi',
    `printf '%s\\n' "$request" | '${quick.path}' "$1" | sed 's/"${quick.name}"/"hc-vault"/; s/"keyId":"key"/"keyId":"${key}"/'`,
    '',
  ];
  writeFileSync(file, lines.join('\n'), { mode: 0o755 });
  return file;
}
