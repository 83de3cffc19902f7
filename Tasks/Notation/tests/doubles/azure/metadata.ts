import type { Directory } from './directory';
import type { ServiceAnswer, ServiceRequest } from './service';

/** A request for a token of a managed identity. */
export interface MetadataRequest {
  readonly resource: string;
  /** undefined: that of the machine itself */
  readonly clientId: string | undefined;
  readonly status: number;
}

/** The instance metadata service of a virtual machine, as far as it gives tokens. */
export class Metadata {
  readonly requests: MetadataRequest[] = [];
  /** Whether the machine has an identity of its own. */
  hasSystemIdentity = false;
  /** Client ids of those that were assigned to it. */
  userIdentities: string[] = [];

  constructor(private readonly directory: Directory) {}

  reset(): void {
    this.requests.length = 0;
    this.hasSystemIdentity = false;
    this.userIdentities = [];
  }

  /** `GET /metadata/identity/oauth2/token?resource=…[&client_id=…]` */
  answer({ path, query, headers }: ServiceRequest): ServiceAnswer {
    const resource = query.get('resource') ?? '';
    if (path !== '/metadata/identity/oauth2/token') return { status: 404 };
    if (headers['metadata'] !== 'true') {
      return { status: 400, body: { error: 'invalid_request' } };
    }
    const clientId = query.get('client_id') ?? undefined;
    const isKnown =
      clientId === undefined ? this.hasSystemIdentity : this.userIdentities.includes(clientId);
    const status = isKnown ? 200 : 400;
    this.requests.push({ resource, clientId, status });
    if (!isKnown) {
      const body = { error: 'invalid_request', error_description: 'Identity not found' };
      return { status, body };
    }
    const token = this.directory.issue(resource);
    const expires = Math.floor(Date.now() / 1000) + token.expires_in;
    const body = { ...token, expires_in: String(token.expires_in), expires_on: String(expires) };
    return { status, body: { ...body, resource } };
  }
}
