import { isBearerToken, maskToken } from '../agent/bearerToken';
import type { HttpClient, HttpRequest } from '../network/client';
import type { Clock } from '../network/deadline';
import { isTransientStatus, parseRetryAfter } from '../network/retry';
import type { CallCounts } from './context';
import { type Credential, basicAuthorization } from './credential';
import { tokenServiceProblem } from './credentialRules';
import { RegistryFailure } from './failure';

/** The token service in a registry's challenge. */
export interface TokenService {
  readonly realm: string;
  readonly service: string;
}

/** Gets the tokens of one registry, and keeps them while they are valid. */
export interface TokenStore {
  /**
   * Gets a token for a scope. Simultaneous callers share one request.
   *
   * @param refused a token that the registry refused. Another token is requested then
   * @throws RegistryFailure, NetworkError
   */
  get(service: TokenService, scope: string, refused?: string): Promise<string>;
}

export interface TokenOptions {
  readonly http: HttpClient;
  /** The address of the registry. */
  readonly origin: URL;
  /** The registry's login; undefined: tokens are requested without a login. */
  readonly findCredential: () => Promise<Credential | undefined>;
  readonly clock: Clock;
  readonly counts: CallCounts;
}

interface KeptToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly renewAt: number;
}

const MAX_ANSWER_BYTES = 128 * 1024;
const TIMEOUT_MS = 30_000;

/**
 * The lifetime of a token whose service does not state it (distribution: token authentication
 * specification).
 */
const DEFAULT_LIFETIME_SECONDS = 60;

/**
 * The part of a token's lifetime after which it is renewed. The rest is a reserve for clock
 * differences and slow networks.
 */
const RENEWAL_FRACTION = 0.8;

/** The client name of this task for token services. */
const CLIENT_ID = 'notation-azure-pipelines';

/** @returns an empty store */
export function createTokenStore(options: TokenOptions): TokenStore {
  const kept = new Map<string, Promise<KeptToken>>();
  const { clock } = options;
  return {
    get: async (service, scope, refused) => {
      const known = kept.get(scope);
      if (known !== undefined) {
        const { token, renewAt } = await known;
        if (token !== refused && clock.now() < renewAt) return token;
      }
      // Another caller may have requested a new token meanwhile.
      const current = kept.get(scope);
      const pending =
        current === known || current === undefined
          ? requestToken(options, service, scope)
          : current;
      kept.set(scope, pending);
      const forget = (): void => {
        if (kept.get(scope) === pending) kept.delete(scope);
      };
      pending.catch(forget);
      return (await pending).token;
    },
  };
}

async function requestToken(
  options: TokenOptions,
  service: TokenService,
  scope: string,
): Promise<KeptToken> {
  const { http, origin, clock, counts } = options;
  const realm = checkedRealm(origin, service.realm);
  const request = await requestFor(options, realm, service, scope);
  counts.requests += 1;
  counts.tokens += 1;
  const asked = clock.now();
  const { status, headers, body } = await http.send(request);
  if (status !== 200) throw refusal(realm.host, status, headers['retry-after'], clock);
  const { token, seconds } = parseToken(realm.host, body);
  maskToken(token);
  return { token, renewAt: asked + seconds * 1000 * RENEWAL_FRACTION };
}

function checkedRealm(origin: URL, text: string): URL {
  let realm: URL;
  try {
    realm = new URL(text);
  } catch {
    throw new RegistryFailure(
      'unusable',
      `${origin.host} names a token service that is no address`,
    );
  }
  const problem = tokenServiceProblem(origin, realm);
  if (problem === undefined) return realm;
  const reason = `${origin.host} wants its credential to be sent to ${realm.host}, which is refused: ${problem}`;
  throw new RegistryFailure('destination', reason);
}

/**
 * An identity token is sent by POST; any other request is a GET (distribution: token and OAuth2
 * specifications).
 */
async function requestFor(
  { findCredential }: TokenOptions,
  realm: URL,
  { service }: TokenService,
  scope: string,
): Promise<HttpRequest> {
  const credential = await findCredential();
  const limits = { maxBytes: MAX_ANSWER_BYTES, timeoutMs: TIMEOUT_MS };
  const url = new URL(realm);
  url.hash = '';
  if (credential?.kind === 'identityToken') {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      service,
      scope,
      client_id: CLIENT_ID,
      refresh_token: credential.token,
    }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url, headers, body, ...limits };
  }
  if (service !== '') url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  if (credential?.kind !== 'password') return { method: 'GET', url, ...limits };
  const authorization = basicAuthorization(credential.username, credential.password);
  return { method: 'GET', url, headers: { authorization }, ...limits };
}

function refusal(
  host: string,
  status: number,
  retryAfter: string | undefined,
  clock: Clock,
): RegistryFailure {
  const reason = `the token service ${host} answered with status ${status}`;
  if (status === 400 || status === 401) return new RegistryFailure('unauthorized', reason);
  if (status === 403) return new RegistryFailure('forbidden', reason);
  if (!isTransientStatus(status)) return new RegistryFailure('unusable', reason);
  const wait = parseRetryAfter(retryAfter, clock.now());
  return new RegistryFailure(status === 429 ? 'throttled' : 'unavailable', reason, wait);
}

/** Errors quote nothing of the answer: it may contain a token. */
function parseToken(host: string, body: Buffer): { token: string; seconds: number } {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString());
  } catch {
    // Refused below, without the message of JSON.parse, which quotes the answer.
  }
  const {
    token: first,
    access_token: second,
    expires_in: life,
  } = (answer ?? {}) as Partial<Record<string, unknown>>;
  const token = first || second;
  if (!isBearerToken(token)) {
    throw new RegistryFailure('unusable', `the answer of the token service ${host} holds no token`);
  }
  const isLife = typeof life === 'number' && Number.isFinite(life) && life > 0;
  return { token, seconds: isLife ? life : DEFAULT_LIFETIME_SECONDS };
}
