import { type KeyObject, generateKeyPairSync, randomUUID } from 'node:crypto';
import { signToken } from './jsonWebToken';
import type { ServiceAnswer, ServiceRequest } from './service';

/** What Microsoft Entra ID expects a federated token to be for. */
export const FEDERATION_AUDIENCE = 'api://AzureADTokenExchange';

/** A request for a federated token. */
export interface FederatedRequest {
  readonly method: string;
  readonly path: string;
  readonly apiVersion: string | null;
  readonly connectionId: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** undefined where the connection was dropped */
  readonly status: number | undefined;
}

/** The part of Azure Pipelines that gives federated tokens of service connections. */
export class Pipelines {
  /** Every request so far, oldest first. */
  readonly requests: FederatedRequest[] = [];
  /** The job's own token, which alone is let in. */
  readonly systemToken = `system-${randomUUID()}`;
  readonly issuer = 'https://vstoken.dev.azure.com/contoso';
  readonly publicKey: KeyObject;
  /** Seconds that a token is good for. */
  lifetime = 600;
  /** What comes before a right answer: statuses, or dropped connections. */
  faults: (number | 'drop')[] = [];

  readonly #privateKey: KeyObject;

  constructor() {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.publicKey = pair.publicKey;
    this.#privateKey = pair.privateKey;
  }

  /** Whom the tokens of a connection speak of. */
  subjectOf(connectionId: string): string {
    return `sc://contoso/shop/${connectionId}`;
  }

  /** Forgets requests and faults. */
  reset(): void {
    this.requests.length = 0;
    this.faults = [];
    this.lifetime = 600;
  }

  /** `POST …/oidctoken?api-version=…&serviceConnectionId=…` */
  answer(request: ServiceRequest): ServiceAnswer {
    const answer = this.#answer(request);
    this.requests.push({
      method: request.method,
      path: request.path,
      apiVersion: request.query.get('api-version'),
      connectionId: request.query.get('serviceConnectionId'),
      at: Date.now(),
      status: answer === 'drop' ? undefined : answer.status,
    });
    return answer;
  }

  #answer({ method, path, query, headers }: ServiceRequest): ServiceAnswer {
    const fault = this.faults.shift();
    if (fault === 'drop') return 'drop';
    if (fault !== undefined) return { status: fault, body: { message: 'not now' } };
    const connection = query.get('serviceConnectionId');
    const isAsked = method === 'POST' && path.endsWith('/oidctoken') && connection !== null;
    if (!isAsked || query.get('api-version') === null) return { status: 404 };
    if (headers.authorization !== `Bearer ${this.systemToken}`) {
      // Without the header that suppresses it, a browser's way to sign in is offered.
      const suppressed = headers['x-tfs-fedauthredirect'] === 'Suppress';
      return suppressed ? { status: 401 } : { status: 302, headers: { Location: '/_signin' } };
    }
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: this.issuer,
      sub: this.subjectOf(connection),
      aud: FEDERATION_AUDIENCE,
      nbf: now,
      exp: now + this.lifetime,
      jti: randomUUID(),
    };
    return { status: 200, body: { oidcToken: signToken(claims, this.#privateKey) } };
  }
}
