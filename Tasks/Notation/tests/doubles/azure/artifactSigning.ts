import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Certificate } from '../../fixtures/certificates';
import { signDigest } from './digestSignature';
import type { Directory } from './directory';
import type { ServiceAnswer, ServiceRequest } from './service';

const AUDIENCE = 'https://codesigning.azure.net';

/** Azure Artifact Signing: one account, one certificate profile, RSA-3072 with SHA-384. */
export class ArtifactSigningService {
  readonly account = 'release-account';
  readonly profile = 'release-profile';
  /** What was answered, oldest first. */
  readonly statuses: number[] = [];
  /** Whether the caller has the role Artifact Signing Certificate Profile Signer. */
  isSigner = true;
  #chain: readonly Certificate[] = [];

  constructor(private readonly directory: Directory) {}

  /** The certificate that it signs with, and its issuers up to the root. */
  use(...chain: readonly Certificate[]): void {
    this.#chain = chain;
  }

  /** `POST /codesigningaccounts/<account>/certificateprofiles/<profile>:sign` */
  answer(request: ServiceRequest): ServiceAnswer {
    const answer = this.#answer(request);
    this.statuses.push(answer.status);
    return answer;
  }

  #answer({ method, path, headers, body }: ServiceRequest): Exclude<ServiceAnswer, 'drop'> {
    const [, token = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
    if (!this.directory.gave(token, AUDIENCE)) return { status: 401 };
    const known = `/codesigningaccounts/${this.account}/certificateprofiles/${this.profile}:sign`;
    const [leaf] = this.#chain;
    if (method !== 'POST' || path !== known || leaf === undefined) return { status: 404 };
    if (!this.isSigner) {
      const message = 'The caller does not have the permission to sign with this profile.';
      return { status: 403, body: { error: { code: 'Forbidden', message } } };
    }
    const { digest } = JSON.parse(body) as { digest: string };
    const key = readFileSync(leaf.keyPath, 'utf8');
    const signature = signDigest(key, 'sha384', Buffer.from(digest, 'base64')).toString('base64');
    const chain = this.#chain.map(({ pem }) => new X509Certificate(pem).raw.toString('base64'));
    return { status: 200, body: { signature, chain } };
  }
}
