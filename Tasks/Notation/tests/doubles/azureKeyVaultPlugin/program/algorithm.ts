import { constants, sign, type X509Certificate } from 'node:crypto';
import { ValidationFailure } from './failure';

/** What a key signs with. */
export interface Algorithm {
  readonly keySpec: string;
  readonly name: string;
  sign(key: string, payload: Buffer): Buffer;
}

const curves = new Map([
  ['prime256v1', 256],
  ['secp384r1', 384],
  ['secp521r1', 521],
]);
const digests = new Map([
  [2048, 256],
  [3072, 384],
  [4096, 512],
  [256, 256],
  [384, 384],
  [521, 512],
]);

/**
 * Gives the algorithm for the certificate's key.
 * @throws ValidationFailure when the plugin does not support such a key
 */
export function algorithmOf(certificate: X509Certificate): Algorithm {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  const isRsa = type === 'rsa';
  const size = isRsa ? details?.modulusLength : curves.get(details?.namedCurve ?? '');
  const bits = digests.get(size ?? 0);
  if (size === undefined || bits === undefined) {
    throw new ValidationFailure(`${type ?? 'unknown'} key size ${size ?? 0} bits is not supported`);
  }
  const digest = `sha${bits}`;
  return {
    keySpec: `${isRsa ? 'RSA' : 'EC'}-${size}`,
    name: `${isRsa ? 'RSASSA-PSS' : 'ECDSA'}-SHA-${bits}`,
    sign(key, payload) {
      return isRsa
        ? sign(digest, payload, {
            key,
            padding: constants.RSA_PKCS1_PSS_PADDING,
            saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
          })
        : sign(digest, payload, { key, dsaEncoding: 'ieee-p1363' });
    },
  };
}
