import { TaskError, causeOf } from '../errors';

/** Codes of a TLS handshake that will not end better next time (Node: tls, crypto). */
const tlsRefused =
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH)/;

/** A proxy that wants another password, in the words of the tool library's tunnel. */
const proxyRefused = 'statusCode=407';

/**
 * Whether a failed download may end better when it is tried again: of HTTP answers a request
 * timeout, too many requests, and failures of the server; of all others anything but TLS and the
 * proxy's password.
 *
 * @param error what the tool library threw
 */
export function isTransient(error: unknown): boolean {
  if (error instanceof TaskError) return false;
  const { httpStatusCode: status, code } = error as { httpStatusCode?: number; code?: string };
  if (status !== undefined) return status === 408 || status === 429 || status >= 500;
  if (causeOf(error).includes(proxyRefused)) return false; // it may lock the account
  return code === undefined || !tlsRefused.test(code);
}

/** Whether the server asks to be left alone for a while. */
export function isThrottled(error: unknown): boolean {
  const { httpStatusCode: status } = error as { httpStatusCode?: number };
  return status === 429 || status === 503;
}
