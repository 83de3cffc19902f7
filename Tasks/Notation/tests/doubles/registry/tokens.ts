import { randomUUID } from 'node:crypto';
import { json, refusal, unsupported } from './answer';
import { isBasic, unauthorized } from './credentials';
import type { Answer } from './answer';
import type { Action, BearerAuthentication } from './authenticationKind';
import type { RegistryRequest } from './request';

/** The user name under which Azure Container Registry takes a refresh token as a password. */
export const ACR_TOKEN_USER = '00000000-0000-0000-0000-000000000000';

/**
 * Issues and checks bearer tokens: GET with Basic credentials and POST with a form, as the distribution project's
 * token authentication specification has them, and Azure Container Registry's exchange of an access token.
 */
export class Tokens {
  /** What was granted with each access token: `<repository>:<action>`. */
  readonly #granted = new Map<string, ReadonlySet<string>>();
  readonly #exchanged = new Set<string>();

  constructor(private readonly authentication: BearerAuthentication) {}

  /** Answers `/token`, `/oauth2/token` and `/oauth2/exchange`; undefined for other paths. */
  async answer(request: RegistryRequest): Promise<Answer | undefined> {
    const { kind } = request.endpoint;
    if (kind === 'exchange') {
      return this.#exchange(request);
    }
    if (kind !== 'token') {
      return undefined;
    }
    if (request.method === 'GET') {
      const known = this.#knowsBasic(request.headers.authorization ?? '');
      return known
        ? this.#issue(request.url.searchParams)
        : unauthorized('Basic realm="Registry Realm"');
    }
    if (request.method !== 'POST') {
      return unsupported();
    }
    const form = new URLSearchParams(request.body.toString('utf8'));
    return this.#knowsGrant(form)
      ? this.#issue(form)
      : refusal(401, 'UNAUTHORIZED', 'authentication required');
  }

  /** Gives the challenge for a request without a token that covers it, or undefined. */
  refuse(
    request: RegistryRequest,
    authorization: string,
    repository: string | undefined,
    action: Action,
  ): Answer | undefined {
    const [, token] = /^bearer +(.+)$/i.exec(authorization) ?? [];
    const granted = token === undefined ? undefined : this.#granted.get(token);
    if (granted !== undefined) {
      if (repository === undefined || granted.has(`${repository}:${action}`)) {
        return undefined;
      }
      return unauthorized(
        `${this.#challenge(request, repository, action)},error="insufficient_scope"`,
      );
    }
    return unauthorized(this.#challenge(request, repository, action));
  }

  /** Forgets the tokens issued. */
  clear(): void {
    this.#granted.clear();
    this.#exchanged.clear();
  }

  #challenge({ url }: RegistryRequest, repository: string | undefined, action: Action): string {
    const path = this.authentication.acceptsAccessToken === undefined ? '/token' : '/oauth2/token';
    const actions = action === 'push' ? 'pull,push' : action;
    const scope = repository === undefined ? '' : `,scope="repository:${repository}:${actions}"`;
    return `Bearer realm="${url.origin}${path}",service="${url.host}"${scope}`;
  }

  #knowsBasic(authorization: string): boolean {
    const tokens = [...(this.authentication.refreshTokens ?? []), ...this.#exchanged];
    return (
      isBasic(authorization, this.authentication) ||
      tokens.some((password) => isBasic(authorization, { username: ACR_TOKEN_USER, password }))
    );
  }

  #knowsGrant(form: URLSearchParams): boolean {
    if (form.get('grant_type') === 'refresh_token') {
      const token = form.get('refresh_token') ?? '';
      const { refreshTokens = [] } = this.authentication;
      return refreshTokens.includes(token) || this.#exchanged.has(token);
    }
    const { username, password } = this.authentication;
    return (
      form.get('grant_type') === 'password' &&
      username !== undefined &&
      form.get('username') === username &&
      form.get('password') === password
    );
  }

  #issue(query: URLSearchParams): Answer {
    const { permits = () => true } = this.authentication;
    const scopes = query.getAll('scope').flatMap((scope) => scope.split(' '));
    const granted = scopes.flatMap((scope) => grants(scope, permits));
    const token = randomUUID();
    this.#granted.set(token, new Set(granted));
    return json(200, { token, access_token: token, expires_in: 300 });
  }

  async #exchange({ method, body }: RegistryRequest): Promise<Answer | undefined> {
    const { acceptsAccessToken } = this.authentication;
    if (acceptsAccessToken === undefined) {
      return undefined;
    }
    if (method !== 'POST') {
      return unsupported();
    }
    const form = new URLSearchParams(body.toString('utf8'));
    const accessToken = form.get('access_token') ?? '';
    if (
      form.get('grant_type') !== 'access_token' ||
      form.get('service') === null ||
      !(await acceptsAccessToken(accessToken, form.get('tenant')))
    ) {
      return refusal(401, 'UNAUTHORIZED', 'authentication required');
    }
    const token = randomUUID();
    this.#exchanged.add(token);
    return json(200, { refresh_token: token });
  }
}

function grants(scope: string, permits: NonNullable<BearerAuthentication['permits']>): string[] {
  const [, repository, asked] = /^repository:(.+):([^:]+)$/.exec(scope) ?? [];
  if (repository === undefined || asked === undefined) {
    return [];
  }
  const all: Action[] = ['pull', 'push', 'delete'];
  const named = asked.split(',');
  return all
    .filter((action) => named.includes(action) || named.includes('*'))
    .filter((action) => permits(repository, action))
    .map((action) => `${repository}:${action}`);
}
