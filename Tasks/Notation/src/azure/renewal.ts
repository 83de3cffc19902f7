import { debug } from '../agent/log';
import { causeOf } from '../errors';

/** Milliseconds, where a token does not say how long it is good: Azure Pipelines gives ten minutes. */
const USUAL_LIFETIME = 10 * 60 * 1000;

/** Renewed after this part of its lifetime, and tried again soon where that fails. */
const PART = 0.7;
const SOONEST = 1000; // milliseconds

/** The longest delay of a timer, about 24 days: a longer one would end at once. */
const LATEST = 2 ** 31 - 1;

/**
 * Has a token renewed for as long as a batch runs.
 *
 * @param token the first one
 * @param renew gets and hands on the next one
 * @returns ends it
 */
export function keepFresh(token: string, renew: () => Promise<string>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const wait = (milliseconds: number): void => {
    if (isOver) return; // while a token was on its way
    timer = setTimeout(() => void next(), Math.min(LATEST, Math.max(SOONEST, milliseconds)));
    timer.unref(); // it must not keep the step alive
  };
  const next = async (): Promise<void> => {
    try {
      wait(lifetimeOf(await renew()) * PART);
    } catch (error) {
      debug(`the federated token was not renewed: ${causeOf(error)}`);
      wait(SOONEST);
    }
  };
  wait(lifetimeOf(token) * PART);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** Milliseconds for which a JSON web token is still good, by its claim `exp` (RFC 7519, 4.1.4). */
export function lifetimeOf(token: string): number {
  try {
    const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    const { exp } = JSON.parse(claims) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 - Date.now() : USUAL_LIFETIME;
  } catch {
    return USUAL_LIFETIME;
  }
}
