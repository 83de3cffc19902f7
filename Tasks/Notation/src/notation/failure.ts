import type { ErrorCode } from '../messages';
import { meaningOf } from './meanings';
import { DOUBT, isPushInDoubt } from './repetition';

/** Why notation failed: a code, and the words that notation has for it. */
export interface Failure {
  readonly code: ErrorCode;
  readonly reason: string;
}

/** A signature that was tried and did not pass. */
export interface SignatureFailure {
  readonly digest: string;
  readonly reason: string;
}

/** More signatures than these are counted, not told, in an error. */
const TOLD = 5;

/**
 * Why notation failed with an artifact.
 *
 * @param error what it printed as its error
 * @param signatures those that its log says did not pass
 * @param otherwise the code of what has no other meaning
 */
export function explainFailure(
  error: string,
  signatures: readonly SignatureFailure[],
  otherwise: ErrorCode,
): Failure {
  if (signatures.length === 0) {
    const reason = isPushInDoubt(error) ? `${error}${DOUBT}` : error;
    return { code: meaningOf(error) ?? otherwise, reason };
  }
  const codes = new Set(signatures.map(({ reason }) => meaningOf(reason) ?? otherwise));
  const [code] = codes;
  return {
    code: codes.size === 1 && code !== undefined ? code : 'NoSignatureVerified',
    reason: tell(signatures),
  };
}

function tell(signatures: readonly SignatureFailure[]): string {
  const told = signatures.slice(0, TOLD).map(({ digest, reason }) => `${digest}: ${reason}`);
  const more = signatures.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more signatures, in the log`] : [])].join('; ');
}
