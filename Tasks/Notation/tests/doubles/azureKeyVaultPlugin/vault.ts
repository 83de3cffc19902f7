import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Certificate } from '../../fixtures/certificates';
import type { VaultAccess, VaultCall } from './access';

/** A folder that plays an Azure Key Vault for the test plugin. */
export interface Vault {
  readonly folder: string;
  readonly access: VaultAccess;
  /**
   * Stores a certificate under a name; `issuers` are those that are merged into it.
   * @returns the certificate's key id, with its version
   */
  add(name: string, certificate: Certificate, issuers?: readonly Certificate[]): string;
  /** Gives the key id `https://<host>/keys/<name>[/<version>]`. */
  keyId(name: string, version?: string): string;
  /** Gives every run of a plugin on this vault so far, oldest first. */
  calls(): VaultCall[];
}

const latest = '0123456789abcdef0123456789abcdef';

/** An identity made up for tests: what a vault allows unless told otherwise. */
export const testAccess: VaultAccess = {
  host: 'test.vault.azure.net',
  tenantId: '11111111-1111-1111-1111-111111111111',
  clientId: '22222222-2222-2222-2222-222222222222',
  clientSecret: 'test-client-secret',
  secretsGet: true,
};

/** Creates an empty vault in the folder; what `access` gives replaces that of {@link testAccess}. */
export function createVault(folder: string, access: Partial<VaultAccess> = {}): Vault {
  const allowed = { ...testAccess, ...access };
  const log = path.join(folder, 'calls.log');
  const keyId = (name: string, version?: string): string =>
    [`https://${allowed.host}/keys`, name, ...(version === undefined ? [] : [version])].join('/');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'access.json'), JSON.stringify(allowed));
  return {
    folder,
    access: allowed,
    keyId,
    add(name, certificate, issuers = []) {
      const target = path.join(folder, name);
      mkdirSync(target, { recursive: true });
      writeFileSync(path.join(target, 'key.pem'), readFileSync(certificate.keyPath));
      writeFileSync(path.join(target, 'certificate.pem'), certificate.pem);
      const chain = [certificate, ...issuers].map((each) => each.pem).join('');
      writeFileSync(path.join(target, 'chain.pem'), chain);
      writeFileSync(path.join(target, 'version'), latest);
      return keyId(name, latest);
    },
    calls() {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
      return lines.map((line) => JSON.parse(line) as VaultCall);
    },
  };
}
