import { isPluginName } from '../../text/pluginName';
import { MAX_PLUGIN_NAME_CHARACTERS } from './limits';
import { RefusedEnvelopeError } from './refusal';

/** Names of attributes (Notary Project signature specification 1.0, signed and unsigned attributes). */
export const ATTRIBUTES = {
  scheme: 'io.cncf.notary.signingScheme',
  signingTime: 'io.cncf.notary.signingTime',
  authenticSigningTime: 'io.cncf.notary.authenticSigningTime',
  expiry: 'io.cncf.notary.expiry',
  plugin: 'io.cncf.notary.verificationPlugin',
  pluginMinVersion: 'io.cncf.notary.verificationPluginMinVersion',
  timestamp: 'io.cncf.notary.timestampSignature',
  signingAgent: 'io.cncf.notary.signingAgent',
} as const;

/** The attributes that both formats contain. Nothing of it is verified. */
export interface EnvelopeParts {
  readonly payload: Buffer;
  readonly signature: Buffer;
  /** Such as `2026-11-27T02:27:00Z`. */
  readonly signedAt: string;
  readonly expiry: string | undefined;
  readonly verificationPlugin: string | undefined;
  /** The signing certificate first, each as DER. */
  readonly certificates: readonly Buffer[];
  readonly timestampToken: Buffer | undefined;
}

/**
 * Names the attribute that contains the signing time.
 *
 * @param has whether the envelope has an attribute
 * @throws RefusedEnvelopeError SchemeUnknown, and EnvelopeMalformed where the time of the other scheme is present
 */
export function timeAttributeOf(scheme: string, has: (name: string) => boolean): string {
  const { signingTime, authenticSigningTime } = ATTRIBUTES;
  if (scheme !== 'notary.x509' && scheme !== 'notary.x509.signingAuthority') {
    throw new RefusedEnvelopeError('SchemeUnknown', 'its signing scheme is unknown');
  }
  const [used, unused] =
    scheme === 'notary.x509'
      ? [signingTime, authenticSigningTime]
      : [authenticSigningTime, signingTime];
  if (!has(used) || has(unused)) {
    throw new RefusedEnvelopeError(
      'EnvelopeMalformed',
      'its signing time does not fit its signing scheme',
    );
  }
  return used;
}

/**
 * Reads the name of a verification plugin. The name is compared with the step's plugin, so a malformed
 * name is refused and never changed.
 *
 * @throws RefusedEnvelopeError PluginNameMalformed
 */
export function requirePluginName(name: string): string {
  if (name.length > MAX_PLUGIN_NAME_CHARACTERS || !isPluginName(name)) {
    throw new RefusedEnvelopeError(
      'PluginNameMalformed',
      'the name of its verification plugin is no name of a plugin',
    );
  }
  return name;
}
