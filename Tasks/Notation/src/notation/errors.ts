import type { ErrorCode } from '../messages';
import { type ErrorPattern, boundWords, findPattern } from './errorPatterns';

/** Why notation failed: a code, and the words that notation has for it. */
export interface NotationFailure {
  readonly code: ErrorCode;
  readonly reason: string;
}

/** A signature that did not pass. */
export interface SignatureFailure {
  /** Of the signature's manifest in the registry. */
  readonly digest: string;
  readonly reason: string;
  /** Where the signature was left out, so that notation did not try it. */
  readonly code?: ErrorCode;
}

/** What an error is judged by beside its words. */
export interface ErrorContext {
  /** The code of words that no pattern knows. */
  readonly fallback: ErrorCode;
  /** The error patterns of the plugin that the step runs. */
  readonly pluginPatterns?: readonly ErrorPattern[];
}

/** An error names so many signatures at most; it counts the others. */
const MAX_NAMED_SIGNATURES = 5;

/**
 * Finds out why notation failed with an artifact.
 *
 * @param error what notation printed as its error
 */
export function classifyError(
  error: string,
  { fallback, pluginPatterns = [] }: ErrorContext,
): NotationFailure {
  const code = findPattern(error, pluginPatterns)?.code ?? fallback;
  return { code, reason: isPushInDoubt(error) ? `${error}${DOUBT}` : error };
}

/**
 * Finds out why an artifact has no signature that passes.
 *
 * @param signatures all that did not pass, at least one
 */
export function failureOfSignatures(
  signatures: readonly SignatureFailure[],
  { fallback, pluginPatterns = [] }: ErrorContext,
): NotationFailure {
  const codes = new Set(
    signatures.map(
      ({ code, reason }) => code ?? findPattern(reason, pluginPatterns)?.code ?? fallback,
    ),
  );
  const [code] = codes;
  return {
    code: codes.size === 1 && code !== undefined ? code : 'NoSignatureVerified',
    reason: describeSignatures(signatures),
  };
}

function describeSignatures(signatures: readonly SignatureFailure[]): string {
  const named = signatures
    .slice(0, MAX_NAMED_SIGNATURES)
    .map(({ digest, reason }) => `${digest}: ${reason}`);
  const more = signatures.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more signatures, in the log`] : [])].join('; ');
}

/**
 * Whether notation's error may be gone when notation is run again, and nothing is done twice then.
 *
 * @param pluginPatterns those of the plugin that the step runs
 */
export function isRetryable(error: string, pluginPatterns: readonly ErrorPattern[] = []): boolean {
  if (isPushInDoubt(error)) return false;
  const { retryable = false } = findPattern(error, pluginPatterns) ?? {};
  return typeof retryable === 'boolean' ? retryable : retryable.test(boundWords(error));
}

/** Added to notation's words where a push is in doubt. */
const DOUBT =
  '; whether the signature was stored all the same is not known: inspect the artifact before it is signed again';

/**
 * Whether a registry may have stored a signature though its answer was an error, or was lost. The
 * pieces that are pushed before the signature's manifest are nothing without it.
 */
function isPushInDoubt(error: string): boolean {
  const isPush = /failed to push (?:signature|manifest)/.test(error);
  const isPiece = error.includes('/blobs/') && !error.includes('/manifests/');
  return isPush && !isPiece && !isRefusedPush(error);
}

/** Connections that failed before anything was sent. */
const notConnected =
  /connection refused|no such host|server misbehaving|no route to host|network is unreachable|connectex: |getaddrinfow: |TLS handshake timeout/;

/** Whether a registry said for sure that it did not take what was pushed, or was not even reached. */
function isRefusedPush(error: string): boolean {
  const status = /response status code (\d{3})/.exec(error)?.[1];
  if (status === undefined) return notConnected.test(error);
  return status === '503' || (status.startsWith('4') && status !== '408');
}
