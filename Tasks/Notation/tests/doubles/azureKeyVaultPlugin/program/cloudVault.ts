import type { TokenCredential } from '@azure/identity';
import { CertificateClient } from '@azure/keyvault-certificates';
import { CryptographyClient } from '@azure/keyvault-keys';
import { SecretClient } from '@azure/keyvault-secrets';
import { X509Certificate, createHash } from 'node:crypto';
import type { Certificates } from './chain';
import { Failure } from './failure';
import type { KeyId } from './keyId';
import type { VaultKey } from './vaultKey';

/** A certificate of a vault, reached by the official libraries; its key stays there. */
export class CloudVault implements VaultKey {
  private readonly url: string;

  constructor(
    private readonly id: KeyId,
    private readonly credential: TokenCredential,
  ) {
    this.url = `https://${id.host}`;
  }

  async certificate(): Promise<X509Certificate> {
    const { name, version } = this.id;
    const client = new CertificateClient(this.url, this.credential);
    const { cer } = await client.getCertificateVersion(name, version ?? '');
    if (cer === undefined) throw new Failure(`The certificate ${name} is empty.`);
    return new X509Certificate(Buffer.from(cer));
  }

  async chain(): Promise<Certificates> {
    const { name, version } = this.id;
    const client = new SecretClient(this.url, this.credential);
    const { value = '' } = await client
      .getSecret(name, version === undefined ? {} : { version })
      .catch((error: unknown) => {
        if ((error as { statusCode?: number }).statusCode !== 403) throw error;
        throw new Failure(
          'The plugin does not have secrets get permission. Please grant the permission to the credential associated with the plugin or specify the file path of the certificate chain bundle through the `ca_certs` parameter in the plugin config.',
        );
      });
    const blocks = value.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    const [first, ...others] = blocks.map((pem) => new X509Certificate(pem));
    if (first === undefined) throw new Failure(`The secret ${name} holds no certificate.`);
    return [first, ...others];
  }

  async sign(algorithm: string, payload: Buffer): Promise<Buffer> {
    const { name, version } = this.id;
    const key = [this.url, 'keys', name, ...(version === undefined ? [] : [version])].join('/');
    const bits = algorithm.slice(-3);
    const digest = createHash(`sha${bits}`).update(payload).digest();
    const client = new CryptographyClient(key, this.credential);
    const { result } = await client.sign(`PS${bits}`, digest);
    return Buffer.from(result);
  }
}
