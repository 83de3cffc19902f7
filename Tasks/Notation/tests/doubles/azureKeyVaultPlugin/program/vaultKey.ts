import type { X509Certificate } from 'node:crypto';
import type { Certificates } from './chain';
import type { KeyId } from './keyId';

/** A key of a vault with its certificate, as the plugin reaches them. */
export interface VaultKey {
  /** Gives the leaf, by certificates/get. */
  certificate(): X509Certificate | Promise<X509Certificate>;
  /** Gives every certificate stored with the key, by secrets/get. */
  chain(): Certificates | Promise<Certificates>;
  /** Has the vault sign, by keys/sign. @param algorithm such as `RSASSA-PSS-SHA-256` */
  sign(algorithm: string, payload: Buffer): Buffer | Promise<Buffer>;
}

/**
 * Signs in as a `credential_type` says, and gives what opens a key.
 * @throws ValidationFailure when there is no such type
 */
export type SignIn = (credentialType: string | undefined) => (id: KeyId) => VaultKey;
