import { X509Certificate, constants, createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Certificate } from '../../fixtures/certificates';
import type { PushedImage } from './image';
import { IMAGE_MANIFEST, type Manifest, SIGNATURE_TYPE } from './manifest';
import type { Store } from './store';
import { attach } from './tampering';

/** What a forger chooses of a signature in JWS format (Notary Project signature specification 1.0). */
export interface Forgery {
  /** Signed attributes beyond the usual ones. */
  readonly attributes: Readonly<Record<string, string>>;
  /** In place of the description of the image. */
  readonly payload?: unknown;
}

const encoded = (text: string): string => Buffer.from(text).toString('base64url');

/**
 * Attaches a signature to an image that no notation would make, but whose key and certificate fit each other.
 * @returns its digest
 */
export function forgeSignature(
  store: Store,
  repository: string,
  { mediaType, digest, size }: PushedImage,
  certificate: Certificate,
  { attributes, payload = { targetArtifact: { mediaType, digest, size } } }: Forgery,
): string {
  const envelope = Buffer.from(JSON.stringify(envelopeOf(certificate, attributes, payload)));
  const layer = { digest: store.putBlob(repository, envelope), size: envelope.length };
  const config = { digest: store.putBlob(repository, Buffer.from('{}')), size: 2 };
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: IMAGE_MANIFEST,
    config: { mediaType: SIGNATURE_TYPE, ...config },
    layers: [{ mediaType: 'application/jose+json', ...layer }],
    subject: { mediaType, digest, size },
  };
  return attach(store, repository, IMAGE_MANIFEST, manifest, digest).digest;
}

function envelopeOf(
  { pem, keyPath }: Certificate,
  attributes: Forgery['attributes'],
  content: unknown,
): unknown {
  const payload = encoded(JSON.stringify(content));
  const header = encoded(
    JSON.stringify({
      alg: 'PS256',
      cty: 'application/vnd.cncf.notary.payload.v1+json',
      crit: ['io.cncf.notary.signingScheme', ...Object.keys(attributes)],
      'io.cncf.notary.signingScheme': 'notary.x509',
      'io.cncf.notary.signingTime': new Date().toISOString().replace(/\.\d+Z/, 'Z'),
      ...attributes,
    }),
  );
  const key = createPrivateKey(readFileSync(keyPath));
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const signature = sign('sha256', Buffer.from(`${header}.${payload}`), { key, ...padding });
  const x5c = [new X509Certificate(pem).raw.toString('base64')];
  return {
    payload,
    protected: header,
    header: { x5c },
    signature: signature.toString('base64url'),
  };
}
