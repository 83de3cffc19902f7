/**
 * The reason of a failed network call.
 *
 * - `timeout`: the call did not end within its time limit.
 * - `canceled`: the caller's signal ended the call.
 * - `refused`, `unreachable`: no connection could be made.
 * - `reset`: the connection ended before the answer was complete.
 * - `dns`: the name of the host could not be resolved.
 * - `certificate`: the TLS certificate of the server is not trusted.
 * - `plainHttp`: the server does not speak TLS where TLS was expected.
 * - `tls`: any other failure of TLS.
 * - `proxy`: the proxy refused the call, or did not answer as a proxy does.
 * - `tooLarge`: the answer, or its head, is larger than the call allows.
 * - `protocol`: the answer is not HTTP as this task accepts it.
 */
export type NetworkErrorKind =
  | 'timeout'
  | 'canceled'
  | 'refused'
  | 'unreachable'
  | 'reset'
  | 'dns'
  | 'certificate'
  | 'plainHttp'
  | 'tls'
  | 'proxy'
  | 'tooLarge'
  | 'protocol';

/** The error of a network call. Its message and fields contain no path, no query and no user information. */
export class NetworkError extends Error {
  /**
   * @param host name and port of the host that was called, or of the proxy
   * @param reason plain words, without any text of the server but a status code
   */
  constructor(
    readonly kind: NetworkErrorKind,
    readonly host: string,
    readonly reason: string,
    options?: { cause: unknown },
  ) {
    super(`${host}: ${reason}`, options);
    this.name = 'NetworkError';
  }
}

/** Codes of Node and of the operating system, first match first (Node: errors, tls; libuv: uv_err_name). */
const kinds: readonly (readonly [RegExp, NetworkErrorKind])[] = [
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT|ERR_SOCKET_CONNECTION_TIMEOUT)$/, 'timeout'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_DESTROYED|ERR_STREAM_PREMATURE_CLOSE)$/, 'reset'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/, 'unreachable'],
  [/^(ENOTFOUND|EAI_[A-Z]+)$/, 'dns'],
  [
    /^ERR_SSL_(WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|RECORD_LAYER_FAILURE)$/,
    'plainHttp',
  ],
  [
    /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|ERR_TLS_CERT_)/,
    'certificate',
  ],
  [/^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$)/, 'tls'],
  [/^HPE_HEADER_OVERFLOW$/, 'tooLarge'],
  [/^(HPE_|ERR_HTTP_|ERR_INVALID_)/, 'protocol'],
];

/** The kind of failure that a code of Node or of the operating system names; undefined for other codes. */
export function kindOfCode(code: string): NetworkErrorKind | undefined {
  return kinds.find(([pattern]) => pattern.test(code))?.[1];
}

/** OpenSSL's message for a server that speaks plain HTTP. Older releases of Node give no code with it. */
const plainHttpWords = /wrong version number|http request|packet length too long/i;

/**
 * Converts an error of a socket or a request to a NetworkError. A NetworkError is returned unchanged.
 *
 * @param thrown the error
 * @param host name and port of the host that was called
 */
export function toNetworkError(thrown: unknown, host: string): NetworkError {
  if (thrown instanceof NetworkError) return thrown;
  const { code = '', message = '' } = thrown as { code?: unknown; message?: unknown };
  const name = typeof code === 'string' ? code : '';
  const isPlain = name === 'EPROTO' && plainHttpWords.test(String(message));
  const kind = isPlain ? 'plainHttp' : kindOfCode(name);
  return new NetworkError(kind ?? 'protocol', host, reasonOf(kind, name), { cause: thrown });
}

const reasons: Readonly<Partial<Record<NetworkErrorKind, string>>> = {
  timeout: 'the connection timed out',
  refused: 'the connection was refused',
  unreachable: 'the host cannot be reached',
  reset: 'the connection ended before the answer was complete',
  dns: 'the name of the host cannot be resolved',
  certificate: 'the TLS certificate is not trusted',
  plainHttp: 'the server does not speak TLS',
  tls: 'the TLS connection failed',
  tooLarge: 'the head of the answer is too large',
};

function reasonOf(kind: NetworkErrorKind | undefined, code: string): string {
  const words = (kind && reasons[kind]) ?? 'the answer is not valid HTTP';
  return code === '' ? words : `${words} (${code})`;
}
