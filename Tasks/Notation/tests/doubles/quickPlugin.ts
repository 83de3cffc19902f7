import { X509Certificate } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Certificate } from '../fixtures/certificates';

/** A plugin that really signs, in a few milliseconds: a script of the shell, which calls openssl. */
export interface QuickPlugin {
  readonly name: string;
  /** Absolute path of the program. */
  readonly path: string;
  /** The inputs of a sign step that uses it. */
  readonly inputs: Readonly<Record<string, string>>;
}

export interface QuickPluginOptions {
  /** An existing folder. */
  readonly folder: string;
  /** With a key of RSA-2048. */
  readonly certificate: Certificate;
  /** Milliseconds that a signature takes, as a key service far away would: 0 by default. */
  readonly wait?: number;
}

const name = 'quick';

/** Writes the plugin into a folder. */
export function writeQuickPlugin({
  folder,
  certificate,
  wait = 0,
}: QuickPluginOptions): QuickPlugin {
  const file = path.join(folder, `notation-${name}`);
  const leaf = new X509Certificate(certificate.pem).raw.toString('base64');
  writeFileSync(file, script(leaf, certificate.keyPath, wait));
  chmodSync(file, 0o755);
  const inputs = { command: 'sign', plugin: 'custom', pluginName: name, pluginPath: file };
  return { name, path: file, inputs: { ...inputs, keyid: 'key' } };
}

/** The plugin contract 1.0 (notaryproject/specifications: plugin-extensibility.md). */
function script(leaf: string, key: string, wait: number): string {
  return `#!/bin/sh
case "$1" in
get-plugin-metadata)
  echo '{"name":"${name}","description":"signs quickly","version":"1.0.0","url":"https://example.com",'
  echo '"supportedContractVersions":["1.0"],"capabilities":["SIGNATURE_GENERATOR.RAW"]}'
  ;;
describe-key)
  echo '{"keyId":"key","keySpec":"RSA-2048"}'
  ;;
generate-signature)
  read -r request
  payload=\${request##*\\"payload\\":\\"}
  payload=\${payload%%\\"*}
  sleep ${wait / 1000}
  signature=$(echo "$payload" | base64 -d | openssl dgst -sha256 -sign '${key}' \\
    -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest | base64 -w 0)
  echo "{\\"keyId\\":\\"key\\",\\"signature\\":\\"$signature\\","
  echo '"signingAlgorithm":"RSASSA-PSS-SHA-256","certificateChain":["${leaf}"]}'
  ;;
esac
`;
}
