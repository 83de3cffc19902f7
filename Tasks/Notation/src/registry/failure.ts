import { TaskError } from '../errors';
import type { ErrorCode } from '../messages';
import { NetworkError, type NetworkErrorKind } from '../network/networkError';

/** Why a registry could not be read, as far as the remedy differs. */
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

/** A registry, or its token service, that could not be read. */
export class RegistryFailure extends Error {
  /**
   * @param reason names the host, and holds nothing that a server sent but a status and a known error code
   * @param retryAfterMs milliseconds that the server asked to wait
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
 * The error that a user sees.
 *
 * @param thrown what reading a registry threw; anything unknown stays as it is
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
 * Whether the registry was read well, and what it gave is not usable: such content is left out, where any other error
 * leaves open what the registry holds.
 */
export function isContentRefusal(error: unknown): boolean {
  if (!(error instanceof TaskError)) return false;
  return error.code === 'RegistryAnswerRefused' || error.code === 'RegistryContentMissing';
}
