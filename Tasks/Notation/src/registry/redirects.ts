import type { HttpClient, HttpRequest, HttpResponse } from '../network/client';
import { isSameOrigin, redirectProblem } from './credentialRules';
import { RegistryFailure } from './failure';

const MAX_REDIRECTS = 5;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** An answer, with the address that gave it. */
export interface FinalAnswer extends HttpResponse {
  readonly url: URL;
}

/**
 * Sends a GET or HEAD request and follows redirects, within the time limit of the request. The
 * Authorization header goes to the origin of the request alone. After a redirect to another origin it
 * is not sent again.
 *
 * @throws NetworkError, RegistryFailure
 */
export async function sendFollowingRedirects(
  http: HttpClient,
  request: HttpRequest,
): Promise<FinalAnswer> {
  let { url } = request;
  let headers = request.headers ?? {};
  const end = Date.now() + request.timeoutMs;
  for (let count = 0; ; count += 1) {
    const timeoutMs = Math.max(1, end - Date.now());
    const answer = await http.send({ ...request, url, headers, timeoutMs });
    if (!redirects.has(answer.status)) return { ...answer, url };
    if (count === MAX_REDIRECTS) throw unusable(url, `redirects more than ${MAX_REDIRECTS} times`);
    const next = targetOf(url, answer.headers.location);
    if (!isSameOrigin(url, next)) headers = withoutAuthorization(headers);
    url = next;
  }
}

/** Redirect addresses may contain access signatures, so errors name only hosts. */
function targetOf(from: URL, location: string | undefined): URL {
  let target: URL;
  try {
    target = new URL(location ?? '', from);
  } catch {
    throw unusable(from, 'redirects to something that is no address');
  }
  if (location === undefined) throw unusable(from, 'redirects without an address');
  const problem = redirectProblem(from, target);
  if (problem !== undefined) {
    throw unusable(from, `redirects to ${target.host}, which is refused: ${problem}`);
  }
  return target;
}

function withoutAuthorization(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'),
  );
}

function unusable(url: URL, reason: string): RegistryFailure {
  return new RegistryFailure('unusable', `${url.host} ${reason}`);
}
