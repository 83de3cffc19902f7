import type { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { VaultAccess } from '../access';
import { algorithmOf } from './algorithm';
import { type Certificates, readCertificates } from './chain';
import type { Credential } from './credential';
import { Failure } from './failure';
import type { KeyId } from './keyId';
import { vaultFolder } from './settings';
import type { VaultKey } from './vaultKey';

/** One certificate of the vault folder, seen through a credential that each request checks. */
export class FolderVault implements VaultKey {
  private readonly folder: string;

  constructor(
    private readonly id: KeyId,
    private readonly credential: Credential,
  ) {
    this.folder = path.join(vaultFolder, id.name);
  }

  /** Logs in and finds the certificate, as every request to the service does. */
  private request(): VaultAccess {
    const text = readFileSync(path.join(vaultFolder, 'access.json'), 'utf8');
    const access = JSON.parse(text) as VaultAccess;
    if (this.id.host !== access.host) {
      throw new Failure(`Name or service not known (${this.id.host}:443)`);
    }
    this.credential(access);
    if (!existsSync(path.join(this.folder, 'certificate.pem'))) {
      throw new Failure(
        `A certificate with (name/id) ${this.id.name} was not found in this key vault.`,
        'CertificateNotFound',
      );
    }
    const latest = readFileSync(path.join(this.folder, 'version'), 'utf8');
    if (this.id.version !== undefined && this.id.version !== latest) {
      throw new Failure(
        `The version specified in the request is ${this.id.version} but the version retrieved from Azure Key Vault is ${latest}. Please ensure the version is correct.`,
      );
    }
    return access;
  }

  certificate(): X509Certificate {
    this.request();
    return readCertificates(path.join(this.folder, 'certificate.pem'))[0];
  }

  chain(): Certificates {
    if (!this.request().secretsGet) {
      throw new Failure(
        'The plugin does not have secrets get permission. Please grant the permission to the credential associated with the plugin or specify the file path of the certificate chain bundle through the `ca_certs` parameter in the plugin config.',
      );
    }
    return readCertificates(path.join(this.folder, 'chain.pem'));
  }

  sign(_algorithm: string, payload: Buffer): Buffer {
    this.request();
    const key = readFileSync(path.join(this.folder, 'key.pem'), 'utf8');
    return algorithmOf(this.certificate()).sign(key, payload);
  }
}
