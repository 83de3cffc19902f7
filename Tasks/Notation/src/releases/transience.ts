import { TaskError, isDiskFull } from '../errors';
import { NetworkError } from '../network/networkError';
import { isTransientNetworkError, isTransientStatus } from '../network/retry';
import { TooLargeError } from './transfer';

/** Codes of a TLS handshake that will not end better next time (Node: tls, crypto). */
const tlsRefused =
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH)/;

/**
 * Whether a failed download may end better when it is tried again: of HTTP answers a request
 * timeout, too many requests, and failures of the server; of all others anything but TLS, what a
 * proxy refuses, for another attempt may lock the account, and a file that is too large.
 *
 * @param error what the transfer threw
 */
export function isTransient(error: unknown): boolean {
  if (error instanceof TaskError || error instanceof TooLargeError || isDiskFull(error))
    return false;
  if (error instanceof NetworkError) return isTransientNetworkError(error);
  const { httpStatusCode: status, code } = error as { httpStatusCode?: number; code?: string };
  if (status !== undefined) return isTransientStatus(status);
  return code === undefined || !tlsRefused.test(code);
}

/** Whether the server asks to be left alone for a while. */
export function isThrottled(error: unknown): boolean {
  const { httpStatusCode: status } = error as { httpStatusCode?: number };
  return status === 429 || status === 503;
}
