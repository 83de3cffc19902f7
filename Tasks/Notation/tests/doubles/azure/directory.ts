import { X509Certificate, createHash, randomUUID } from 'node:crypto';
import { openToken } from './jsonWebToken';
import { FEDERATION_AUDIENCE, type Pipelines } from './pipelines';
import type { ServiceAnswer, ServiceRequest } from './service';

/** An application that may sign in, and by what. */
export interface Application {
  /** The authority that alone knows its tenant, such as `login.microsoftonline.com`. */
  readonly authority: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly secret?: string;
  /** PEM. */
  readonly certificate?: string;
  /** The connection whose federated tokens it takes. */
  readonly connectionId?: string;
}

/** A request for an access token. */
export interface TokenRequest {
  readonly authority: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly scope: string;
  readonly proof: 'secret' | 'certificate' | 'federated';
  readonly status: number;
}

interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly code: number;
  readonly text: string;
}

/** Microsoft Entra ID: gives access tokens to applications, and knows later which it gave. */
export class Directory {
  /** Every request for a token so far, oldest first. */
  readonly requests: TokenRequest[] = [];
  readonly applications: Application[] = [];
  readonly #given = new Map<string, string>();

  constructor(private readonly pipelines: Pipelines) {}

  /** Gives a token for an audience, as it does itself and the metadata service for it. */
  issue(audience: string): { access_token: string; expires_in: number; token_type: string } {
    const token = `access-${randomUUID()}`;
    this.#given.set(token, audience.replace(/\/*$/, ''));
    return { access_token: token, expires_in: 3600, token_type: 'Bearer' };
  }

  /** Whether it gave this token, for this audience. */
  gave(token: string, audience: string): boolean {
    return this.#given.get(token) === audience;
  }

  /**
   * `POST /<tenant>/oauth2/v2.0/token`
   * @param request its host is the authority's proper name
   * @param name the one that was asked for
   */
  answer({ host, method, path, body }: ServiceRequest, name: string): ServiceAnswer {
    const [, tenantId = ''] = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(path) ?? [];
    if (method !== 'POST' || tenantId === '') return { status: 404 };
    const form = new URLSearchParams(body);
    const [clientId, scope] = [form.get('client_id') ?? '', form.get('scope') ?? ''];
    const assertion = form.get('client_assertion');
    const isFederated = assertion !== null && !headerOf(assertion).includes('"x5t');
    const proof = assertion === null ? 'secret' : isFederated ? 'federated' : 'certificate';
    const refusal = this.#refusal({ host, name }, tenantId, clientId, form, proof);
    const status = refusal?.status ?? 200;
    this.requests.push({ authority: host, tenantId, clientId, scope, proof, status });
    if (refusal !== undefined) return refused(refusal);
    const [audience = ''] = scope.split('/.default');
    return { status, body: this.issue(audience) };
  }

  #refusal(
    { host, name }: { host: string; name: string },
    tenantId: string,
    clientId: string,
    form: URLSearchParams,
    proof: TokenRequest['proof'],
  ): Refusal | undefined {
    const tenants = this.applications.filter((one) => one.authority === host);
    if (!tenants.some((one) => one.tenantId === tenantId)) {
      const text = `Tenant '${tenantId}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`;
      return { status: 400, error: 'invalid_request', code: 90002, text };
    }
    const application = tenants.find((one) => one.clientId === clientId);
    if (application === undefined || form.get('grant_type') !== 'client_credentials') {
      const text = `Application with identifier '${clientId}' was not found in the directory.`;
      return { status: 400, error: 'unauthorized_client', code: 700016, text };
    }
    const assertion = form.get('client_assertion') ?? '';
    const isFederated = proof === 'federated';
    if (isFederated) return this.#federatedRefusal(application, assertion);
    if (proof === 'certificate') return certificateRefusal(application, name, assertion);
    if (application.secret !== undefined && application.secret === form.get('client_secret')) {
      return undefined;
    }
    const text = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`;
    return { status: 401, error: 'invalid_client', code: 7000215, text };
  }

  #federatedRefusal({ connectionId }: Application, assertion: string): Refusal | undefined {
    const { issuer, publicKey } = this.pipelines;
    const claims = openToken(assertion, publicKey)?.claims;
    const invalid = { status: 401, error: 'invalid_client' };
    const subject = connectionId && this.pipelines.subjectOf(connectionId);
    if (
      claims?.['iss'] !== issuer ||
      claims['sub'] !== subject ||
      claims['aud'] !== FEDERATION_AUDIENCE
    ) {
      const text = 'No matching federated identity record found for presented assertion subject.';
      return { ...invalid, code: 700213, text };
    }
    if (Number(claims['exp']) * 1000 > Date.now()) return undefined;
    return {
      ...invalid,
      code: 700024,
      text: 'Client assertion is not within its valid time range.',
    };
  }
}

function certificateRefusal(
  application: Application,
  authority: string,
  assertion: string,
): Refusal | undefined {
  const { certificate: pem, tenantId, clientId } = application;
  const certificate = pem === undefined ? undefined : new X509Certificate(pem);
  const token = certificate && openToken(assertion, certificate.publicKey);
  const thumbprint = (algorithm: string): string | undefined =>
    certificate && createHash(algorithm).update(certificate.raw).digest('base64url');
  const { header = {}, claims = {} } = token ?? {};
  const isNamed =
    header['x5t'] === thumbprint('sha1') || header['x5t#S256'] === thumbprint('sha256');
  const isForThis =
    claims['iss'] === clientId &&
    claims['sub'] === clientId &&
    String(claims['aud']).startsWith(`https://${authority}/${tenantId}/`) &&
    Number(claims['exp']) * 1000 > Date.now();
  if (token !== undefined && isNamed && isForThis) return undefined;
  const text =
    'The certificate with identifier used to sign the client assertion is not registered on application.';
  return { status: 401, error: 'invalid_client', code: 700027, text };
}

function headerOf(assertion: string): string {
  return Buffer.from(assertion.split('.')[0] ?? '', 'base64url').toString('utf8');
}

function refused({ status, error, code, text }: Refusal): ServiceAnswer {
  const trace = `Trace ID: ${randomUUID()} Correlation ID: ${randomUUID()}`;
  const error_description = `AADSTS${code}: ${text} ${trace} Timestamp: 2026-01-02 03:04:05Z`;
  const error_uri = `https://login.microsoftonline.com/error?code=${code}`;
  return { status, body: { error, error_description, error_codes: [code], error_uri } };
}
