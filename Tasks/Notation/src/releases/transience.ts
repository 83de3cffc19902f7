import { TaskError, isDiskFull } from '../errors';
import { NetworkError, type NetworkErrorKind, kindOfCode } from '../network/networkError';
import { isTransientNetworkError, isTransientStatus } from '../network/retry';
import { TooLargeError } from './transfer';

/** Failures of TLS, which are not transient. */
const tlsKinds: readonly (NetworkErrorKind | undefined)[] = ['certificate', 'plainHttp', 'tls'];

/**
 * Whether a failed download is worth another attempt. HTTP answers: a request timeout, too many
 * requests and server errors are. Other failures are, except TLS failures, refusals of a proxy (another
 * attempt may lock the account) and a file that is too large.
 *
 * @param error the error of the transfer
 */
export function isTransient(error: unknown): boolean {
  if (error instanceof TaskError || error instanceof TooLargeError || isDiskFull(error))
    return false;
  if (error instanceof NetworkError) return isTransientNetworkError(error);
  const { httpStatusCode: status, code } = error as { httpStatusCode?: number; code?: string };
  if (status !== undefined) return isTransientStatus(status);
  return code === undefined || !tlsKinds.includes(kindOfCode(code));
}

/** Whether the server is throttling. */
export function isThrottled(error: unknown): boolean {
  const { httpStatusCode: status } = error as { httpStatusCode?: number };
  return status === 429 || status === 503;
}
