import { X509Certificate, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Certificate } from '../../fixtures/certificates';
import { signDigest } from './digestSignature';
import type { Directory } from './directory';
import type { ServiceAnswer, ServiceRequest } from './service';

/** What an identity may be let do with a vault. */
export type Permission = 'keys/get' | 'keys/sign' | 'certificates/get' | 'secrets/get';

/** What the plugin needs at most: it reads no key. */
export const enough: readonly Permission[] = ['keys/sign', 'certificates/get', 'secrets/get'];

/** A request to the vault that came with some token. */
export interface VaultRequest {
  readonly host: string;
  readonly operation: Permission;
  readonly name: string;
  readonly status: number;
}

const VERSION = '0123456789abcdef0123456789abcdef';

/** An Azure Key Vault with certificates whose keys never leave it. */
export class KeyVaultService {
  readonly requests: VaultRequest[] = [];
  permissions: readonly Permission[] = enough;
  /** How it says that something is not permitted: by its access policy, by roles, or by its firewall. */
  refusal: 'policy' | 'roles' | 'firewall' = 'policy';
  /** Is waited for before a signature is made. */
  beforeSignature: () => Promise<void> = () => Promise.resolve();
  readonly #certificates = new Map<string, readonly Certificate[]>();

  constructor(private readonly directory: Directory) {}

  /** Stores a certificate with its key; `issuers` are merged into it. */
  add(name: string, certificate: Certificate, issuers: readonly Certificate[] = []): void {
    this.#certificates.set(name, [certificate, ...issuers]);
  }

  /** The id of a certificate's key, on one of the vault's hosts. */
  keyId(host: string, name: string): string {
    return `https://${host}/keys/${name}/${VERSION}`;
  }

  reset(): void {
    this.requests.length = 0;
    this.permissions = enough;
    this.refusal = 'policy';
    this.beforeSignature = () => Promise.resolve();
  }

  async answer(request: ServiceRequest, authority: string, tenant: string): Promise<ServiceAnswer> {
    const { host, headers, path } = request;
    const resource = `https://${host.slice(host.indexOf('.') + 1)}`;
    const [, token = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
    if (!this.directory.gave(token, resource)) {
      const challenge = `Bearer authorization="https://${authority}/${tenant}", resource="${resource}"`;
      const message = token === '' ? 'Request is missing a Bearer or PoP token.' : 'AKV10032';
      const body = { error: { code: 'Unauthorized', message } };
      return { status: 401, headers: { 'WWW-Authenticate': challenge }, body };
    }
    const [, collection = '', name = '', version = '', action = 'get'] = path.split('/');
    const operation = `${collection}/${action}` as Permission;
    const answer = this.permissions.includes(operation)
      ? await this.#perform(operation, host, name, version, request.body)
      : this.#forbidden(operation, host);
    this.requests.push({ host, operation, name, status: answer.status });
    return answer;
  }

  async #perform(
    operation: Permission,
    host: string,
    name: string,
    version: string,
    body: string,
  ): Promise<Exclude<ServiceAnswer, 'drop'>> {
    const chain = this.#certificates.get(name);
    const [leaf] = chain ?? [];
    if (chain === undefined || leaf === undefined || (version !== '' && version !== VERSION)) {
      const message = `A certificate with (name/id) ${name} was not found in this key vault.`;
      return { status: 404, body: { error: { code: 'CertificateNotFound', message } } };
    }
    const id = (collection: string): string => `https://${host}/${collection}/${name}/${VERSION}`;
    const { raw } = new X509Certificate(leaf.pem);
    const attributes = { enabled: true };
    if (operation === 'certificates/get') {
      const x5t = createHash('sha1').update(raw).digest('base64url');
      const ids = { id: id('certificates'), kid: id('keys'), sid: id('secrets') };
      return { status: 200, body: { ...ids, x5t, cer: raw.toString('base64'), attributes } };
    }
    if (operation === 'secrets/get') {
      const value = readFileSync(leaf.keyPath, 'utf8') + chain.map(({ pem }) => pem).join('');
      const contentType = 'application/x-pem-file';
      return { status: 200, body: { id: id('secrets'), value, contentType, attributes } };
    }
    if (operation === 'keys/get') return { status: 200, body: { key: { kid: id('keys') } } };
    await this.beforeSignature();
    return { status: 200, body: { kid: id('keys'), value: signature(leaf, body) } };
  }

  /** The forms in which Azure Key Vault says it. */
  #forbidden(operation: Permission, host: string): Exclude<ServiceAnswer, 'drop'> {
    const [collection = '', action = ''] = operation.split('/');
    const caller = 'appid=22222222;oid=55555555;iss=https://sts.windows.net/11111111/';
    const place = `${host.split('.')[0] ?? ''};location=westeurope`;
    const forms = {
      policy: [
        `The user, group or application '${caller}' does not have ${collection} ${action} permission on key vault '${place}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
        'ForbiddenByPolicy',
      ],
      roles: [
        `Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: ${caller}\r\nAction: 'Microsoft.KeyVault/vaults/${collection}/${action}/action'\r\nAssignment: (not found)\r\nVault: ${place}\r\n`,
        'ForbiddenByRbac',
      ],
      firewall: [
        `Client address is not authorized and caller is not a trusted service.\r\nClient address: 203.0.113.7\r\nCaller: ${caller}\r\nVault: ${place}`,
        'ForbiddenByFirewall',
      ],
    };
    const [message, code] = forms[this.refusal];
    return { status: 403, body: { error: { code: 'Forbidden', message, innererror: { code } } } };
  }
}

/** RSASSA-PSS of a digest, as keys/sign makes it. */
function signature({ keyPath }: Certificate, body: string): string {
  const { alg, value } = JSON.parse(body) as { alg: string; value: string };
  const key = readFileSync(keyPath, 'utf8');
  const digest = Buffer.from(value, 'base64url');
  return signDigest(key, `sha${alg.slice(2)}`, digest).toString('base64url');
}
