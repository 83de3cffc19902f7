import { TaskError, isDiskFull } from '../errors';
import { NetworkError } from '../network/networkError';
import { isTransientNetworkError, isTransientStatus } from '../network/retry';
import { TooLargeError } from './transfer';

/** Codes of TLS failures that are not transient (Node: tls, crypto). */
const tlsRefused =
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH)/;

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
  return code === undefined || !tlsRefused.test(code);
}

/** Whether the server is throttling. */
export function isThrottled(error: unknown): boolean {
  const { httpStatusCode: status } = error as { httpStatusCode?: number };
  return status === 429 || status === 503;
}
