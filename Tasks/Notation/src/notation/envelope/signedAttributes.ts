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

/** What both formats hold, each in its own way. Nothing of it is verified. */
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
 * Says which attribute holds the time of signing.
 *
 * @param has whether the envelope has an attribute
 * @throws RefusedEnvelopeError SchemeUnknown, and EnvelopeMalformed where the time of the other scheme stands there
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
 * Takes the name of a verification plugin. It is compared with the plugin that the step configured, so
 * that it is refused, and never changed, where it cannot be such a name.
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
