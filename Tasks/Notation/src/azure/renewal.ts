import { logDebug } from '../agent/log';
import { causeOf } from '../errors';
import { MAX_TIMER_MS } from '../text/duration';

/**
 * The lifetime in milliseconds of a token that does not state it: Azure Pipelines issues tokens for
 * ten minutes.
 */
const DEFAULT_LIFETIME_MS = 10 * 60 * 1000;

/** The part of its lifetime after which a token is renewed. A failed renewal is tried again soon. */
const RENEWAL_FRACTION = 0.7;
const MIN_DELAY_MS = 1000; // milliseconds

/**
 * Renews a token while a batch runs.
 *
 * @param token the first token
 * @param renew gets the next token and passes it on
 * @returns a function that ends the renewal
 */
export function startRenewal(token: string, renew: () => Promise<string>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const wait = (milliseconds: number): void => {
    if (isOver) return; // the batch ended while the request was pending
    timer = setTimeout(
      () => void next(),
      Math.min(MAX_TIMER_MS, Math.max(MIN_DELAY_MS, milliseconds)),
    );
    timer.unref(); // it must not keep the step alive
  };
  const next = async (): Promise<void> => {
    try {
      wait(lifetimeOf(await renew()) * RENEWAL_FRACTION);
    } catch (error) {
      logDebug(`the federated token was not renewed: ${causeOf(error)}`);
      wait(MIN_DELAY_MS);
    }
  };
  wait(lifetimeOf(token) * RENEWAL_FRACTION);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** Milliseconds until a JSON web token expires, by its claim `exp` (RFC 7519, 4.1.4). */
export function lifetimeOf(token: string): number {
  try {
    const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    const { exp } = JSON.parse(claims) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 - Date.now() : DEFAULT_LIFETIME_MS;
  } catch {
    return DEFAULT_LIFETIME_MS;
  }
}
