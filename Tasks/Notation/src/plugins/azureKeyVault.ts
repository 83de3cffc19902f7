import intersects from 'semver/ranges/intersects';
import { TaskError } from '../errors';
import { type ErrorPattern, row } from '../notation/errorPatterns';
import type { NonEmpty } from '../text/nonEmpty';
import { entraPatterns } from './entraPatterns';
import { type InputReader, type SigningPlugin, azureConnection } from './signingPlugin';

/** The plugin of Azure Key Vault (github.com/Azure/notation-azure-kv). */
const NAME = 'azure-kv' as NonEmpty;

/** The first plugin version with each feature (its releases). */
const since = { credentialType: '1.1.0', keyIdWithoutVersion: '1.2.0', trailingSlash: '1.2.0' };

const keyIdentifier = /^https:\/\/[^/\s?#]+\/(?:keys|certificates)\/[^/\s?#]+(\/[^/\s?#]+)?(\/)?$/i;

/** The error patterns of Azure Key Vault. Status 403 has several reasons. */
export const keyVaultPatterns: readonly ErrorPattern[] = [
  ...entraPatterns,
  row('KeyVaultFirewall', /Client address is not authorized|ForbiddenByFirewall/),
  row('KeyVaultFirewall', /Public network access is disabled|ForbiddenByConnection/),
  row('KeyVaultKeyUnusable', /(?:key|secret|certificate) is (?:disabled|expired)/i),
  row('KeyVaultKeyUnusable', /on an? (?:disabled|expired|not yet valid) (?:key|secret|cert)/i),
  row('KeyVaultKeyUnusable', /(?:Key|Secret|Certificate)(?:Disabled|Expired|NotYetValid)\b/),
  row('KeyVaultForbidden', /does not have (?:keys|secrets|certificates) \w+ permission/),
  row('KeyVaultForbidden', /Caller is not authorized to perform action|ForbiddenByRbac/),
  row('KeyVaultForbidden', /Status: 403/),
];

/**
 * Creates the plugin that signs with a key of Azure Key Vault. It refuses inputs that the plugin would
 * certainly refuse.
 *
 * @throws TaskError InputMissing, SelfSignedWithBundle, KeyIdMalformed, KeyIdWithoutVersion; the errors
 * of the caCertBundle file
 */
export function openAzureKeyVault(inputs: InputReader): SigningPlugin {
  const version = inputs.required('akvPluginVersion').replace(/^v/i, '');
  const selfSigned = inputs.flag('selfSigned');
  const bundle = inputs.file('caCertBundle');
  if (selfSigned && bundle !== undefined) throw new TaskError('SelfSignedWithBundle');
  return {
    name: NAME,
    source: { kind: 'pinned', tool: 'notation-azure-kv', version },
    keyId: readKeyId(inputs.required('keyid'), version),
    connection: azureConnection(inputs),
    config: (credentialType) => ({
      ...(selfSigned ? { self_signed: 'true' } : {}),
      ...(bundle === undefined ? {} : { ca_certs: bundle }),
      ...(credentialType !== undefined && understands(version, 'credentialType')
        ? { credential_type: credentialType }
        : {}),
    }),
    check: () => [],
    errorPatterns: keyVaultPatterns,
  };
}

/** The key ID in the form of this plugin version. */
function readKeyId(keyId: NonEmpty, pluginVersion: string): NonEmpty {
  const match = keyIdentifier.exec(keyId);
  if (match === null) throw new TaskError('KeyIdMalformed', [keyId]);
  const [, version, slash] = match;
  if (version === undefined && !understands(pluginVersion, 'keyIdWithoutVersion')) {
    throw new TaskError('KeyIdWithoutVersion', [keyId, pluginVersion]);
  }
  if (slash === undefined || understands(pluginVersion, 'trailingSlash')) return keyId;
  return keyId.slice(0, -1) as NonEmpty; // the text matches the form of a key ID
}

/** A version may be a prefix, such as `1.0`, which means the newest release with that prefix. */
function understands(version: string, what: keyof typeof since): boolean {
  try {
    return intersects(version, `>=${since[what]}`);
  } catch {
    return true; // not a version: the release catalogue reports it
  }
}
