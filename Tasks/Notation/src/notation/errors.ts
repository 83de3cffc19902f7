import type { ErrorCode } from '../messages';
import { boundText } from '../text/bound';
import { type ErrorPattern, boundWords, findPattern } from './errorPatterns';

/** Why notation failed. */
export interface NotationFailure {
  readonly code: ErrorCode;
  /** A few words for the text of the code, where that has a place for them. */
  readonly brief: string;
  /** All that notation wrote about it. */
  readonly reason: string;
}

/** A signature that did not pass. */
export interface SignatureFailure {
  /** The digest of the signature's manifest in the registry. */
  readonly digest: string;
  readonly reason: string;
  /** The code of a signature that was left out. notation did not see that signature. */
  readonly code?: ErrorCode;
}

/** The context of a classification. */
export interface ErrorContext {
  /** The code for a text that matches no pattern. */
  readonly fallback: ErrorCode;
  /** The error patterns of the plugin that the step runs. */
  readonly pluginPatterns?: readonly ErrorPattern[];
}

/** The largest number of signatures that an error names. It counts the others. */
const MAX_NAMED_SIGNATURES = 5;

/** The longest words of another program within the text of an error, in characters. */
const MAX_BRIEF_CHARACTERS = 200;

/**
 * Classifies the failure of notation for an artifact.
 *
 * @param error the error that notation printed
 */
export function classifyError(
  error: string,
  { fallback, pluginPatterns = [] }: ErrorContext,
): NotationFailure {
  const code = findPattern(error, pluginPatterns)?.code ?? fallback;
  const doubt = isPushInDoubt(error) ? DOUBT : '';
  return { code, brief: briefOf(error) + doubt, reason: error + doubt };
}

/** The status that a registry answered with, else the beginning of the words. */
function briefOf(error: string): string {
  const status = /response status code (\d{3})/.exec(error)?.[1];
  return status === undefined ? boundText(error, MAX_BRIEF_CHARACTERS) : `status ${status}`;
}

/**
 * Classifies the failures of all signatures of an artifact.
 *
 * @param signatures all signatures that failed, at least one
 */
export function failureOfSignatures(
  signatures: readonly SignatureFailure[],
  { fallback, pluginPatterns = [] }: ErrorContext,
): NotationFailure {
  const coded = signatures.map(({ digest, code, reason }) => ({
    ...{ digest, reason, isLeftOut: code !== undefined },
    code: code ?? findPattern(reason, pluginPatterns)?.code ?? fallback,
  }));
  const [first, ...others] = coded;
  const reason = listSignatures(coded.map((one) => `${one.digest}: ${one.reason}`));
  if (first === undefined || others.some(({ code }) => code !== first.code)) {
    const codes = listSignatures(coded.map(({ digest, code }) => `${digest} ${code}`));
    return { code: 'NoSignatureVerified', brief: codes, reason };
  }
  // The reason of a signature that was left out is of this task's own words.
  const brief = first.isLeftOut ? first.reason : briefOf(first.reason);
  return { code: first.code, brief, reason };
}

function listSignatures(all: readonly string[]): string {
  const named = all.slice(0, MAX_NAMED_SIGNATURES);
  const more = all.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more signatures, in the log`] : [])].join('; ');
}

/**
 * Whether notation can be run again: the error is transient, and no work would be done twice.
 *
 * @param pluginPatterns the patterns of the step's plugin
 */
export function isRetryable(error: string, pluginPatterns: readonly ErrorPattern[] = []): boolean {
  if (isPushInDoubt(error)) return false;
  const { retryable = false } = findPattern(error, pluginPatterns) ?? {};
  return typeof retryable === 'boolean' ? retryable : retryable.test(boundWords(error));
}

/** Added to notation's text when the state of a push is unknown. */
const DOUBT =
  '; whether the signature was stored all the same is not known: inspect the artifact before it is signed again';

/**
 * Whether a registry may have stored a signature although its answer was an error or was lost. Only the
 * signature's manifest counts: the parts that are pushed before it have no effect without it.
 */
function isPushInDoubt(error: string): boolean {
  const isPush = /failed to push (?:signature|manifest)/.test(error);
  const isPiece = error.includes('/blobs/') && !error.includes('/manifests/');
  return isPush && !isPiece && !isRefusedPush(error);
}

/** Connections that failed before the first byte was sent. */
const notConnected =
  /connection refused|no such host|server misbehaving|no route to host|network is unreachable|connectex: |getaddrinfow: |TLS handshake timeout/;

/** Whether the registry certainly did not store the push: it refused the push, or it was not reached. */
function isRefusedPush(error: string): boolean {
  const status = /response status code (\d{3})/.exec(error)?.[1];
  if (status === undefined) return notConnected.test(error);
  return status === '503' || (status.startsWith('4') && status !== '408');
}
