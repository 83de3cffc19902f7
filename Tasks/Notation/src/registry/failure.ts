import { TaskError } from '../errors';
import type { ErrorCode } from '../messages';
import { NetworkError, type NetworkErrorKind } from '../network/networkError';

/** Why a registry could not be read. Each kind has its own remedy. */
export type FailureKind =
  | 'unauthorized'
  | 'forbidden'
  | 'notFound'
  | 'throttled'
  | 'unavailable'
  | 'certificate'
  | 'plainHttp'
  | 'wantsTls'
  | 'proxy'
  | 'unusable'
  | 'destination';

/** The failure to read a registry or its token service. */
export class RegistryFailure extends Error {
  /**
   * @param reason names the host, and contains nothing from a server but a status and a known error code
   * @param retryAfterMs milliseconds that the server asked the client to wait
   */
  constructor(
    readonly kind: FailureKind,
    readonly reason: string,
    readonly retryAfterMs?: number,
  ) {
    super(reason);
    this.name = 'RegistryFailure';
  }
}

const codes: Readonly<Record<FailureKind, ErrorCode>> = {
  unauthorized: 'RegistryUnauthorized',
  forbidden: 'RegistryForbidden',
  notFound: 'RegistryContentMissing',
  throttled: 'RegistryUnavailable',
  unavailable: 'RegistryUnavailable',
  certificate: 'RegistryCertificateRefused',
  plainHttp: 'RegistryNotHttps',
  wantsTls: 'RegistryRequiresTls',
  proxy: 'ProxyFailed',
  unusable: 'RegistryAnswerRefused',
  destination: 'CredentialDestinationRefused',
};

const networkKinds: Readonly<Partial<Record<NetworkErrorKind, FailureKind>>> = {
  certificate: 'certificate',
  plainHttp: 'plainHttp',
  proxy: 'proxy',
  tooLarge: 'unusable',
  protocol: 'unusable',
};

/**
 * Converts a failure to the error that a user sees.
 *
 * @param thrown the error of a read. An unknown error is returned unchanged
 * @param artifact the reference that was being read
 */
export function toTaskError(thrown: unknown, artifact: string): unknown {
  if (thrown instanceof NetworkError) {
    const code = codes[networkKinds[thrown.kind] ?? 'unavailable'];
    return new TaskError(code, [artifact, thrown.message], { cause: thrown });
  }
  if (!(thrown instanceof RegistryFailure)) return thrown;
  return new TaskError(codes[thrown.kind], [artifact, thrown.reason], { cause: thrown });
}

/**
 * Whether the read succeeded but the content is not usable. Such content is left out. After any other
 * error, the content of the registry is unknown.
 */
export function isContentRefusal(error: unknown): boolean {
  if (!(error instanceof TaskError)) return false;
  return error.code === 'RegistryAnswerRefused' || error.code === 'RegistryContentMissing';
}
