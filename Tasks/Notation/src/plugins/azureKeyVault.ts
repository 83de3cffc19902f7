import intersects from 'semver/ranges/intersects';
import { TaskError } from '../errors';

/** The inputs of the Azure Key Vault plugin. */
export interface KeyVaultInputs {
  readonly kind: 'azureKeyVault';
  readonly version: string;
  readonly keyId: string;
  readonly selfSigned: boolean;
  /** Absolute path of a PEM file. */
  readonly caCertBundle: string | undefined;
  /** The id of the Azure Resource Manager service connection. */
  readonly connection: string | undefined;
}

/** From which version the plugin understands what (notation-azure-kv, its releases). */
const since = { credentialType: '1.1.0', keyIdWithoutVersion: '1.2.0', trailingSlash: '1.2.0' };

const keyIdentifier = /^https:\/\/[^/\s?#]+\/(?:keys|certificates)\/[^/\s?#]+(\/[^/\s?#]+)?(\/)?$/i;

/**
 * Refuses what the plugin is sure to refuse, before anything is downloaded.
 *
 * @throws TaskError SelfSignedWithBundle, KeyIdMalformed, KeyIdWithoutVersion
 */
export function checkKeyVaultInputs(inputs: KeyVaultInputs): KeyVaultInputs {
  if (inputs.selfSigned && inputs.caCertBundle !== undefined) {
    throw new TaskError('SelfSignedWithBundle');
  }
  const match = keyIdentifier.exec(inputs.keyId);
  if (match === null) throw new TaskError('KeyIdMalformed', [inputs.keyId]);
  const [, version, slash] = match;
  if (version === undefined && !understands(inputs.version, 'keyIdWithoutVersion')) {
    throw new TaskError('KeyIdWithoutVersion', [inputs.keyId, inputs.version]);
  }
  if (slash === undefined || understands(inputs.version, 'trailingSlash')) return inputs;
  return { ...inputs, keyId: inputs.keyId.slice(0, -1) };
}

/**
 * The plugin's `--plugin-config`.
 *
 * @param credentialType how it is to find its identity; undefined: by itself
 */
export function keyVaultConfig(
  inputs: KeyVaultInputs,
  credentialType: string | undefined,
): Record<string, string> {
  return {
    ...(inputs.selfSigned ? { self_signed: 'true' } : {}),
    ...(inputs.caCertBundle === undefined ? {} : { ca_certs: inputs.caCertBundle }),
    ...(credentialType !== undefined && understands(inputs.version, 'credentialType')
      ? { credential_type: credentialType }
      : {}),
  };
}

/** A version may be the beginning of one, such as `1.0`: the newest of that line is meant. */
function understands(version: string, what: keyof typeof since): boolean {
  try {
    return intersects(version, `>=${since[what]}`);
  } catch {
    return true; // no version: the catalogue of releases will say so
  }
}
