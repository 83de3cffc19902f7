import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import { isCancelled } from '../agent/cancellation';
import { logDebug, logMessage } from '../agent/log';
import { TaskError, causeOf } from '../errors';
import { createDeadline } from '../network/deadline';
import { runWithRetry } from '../network/retry';
import { checksumOf } from './checksum';
import { type TransferBounds, transfer } from './transfer';
import { isThrottled, isTransient } from './transience';
import { secretlessUrl } from './url';

/** A file to download, with its expected checksum. */
export interface Download {
  readonly url: string;
  /** SHA-256, 64 lower-case hexadecimal digits. */
  readonly checksum: string;
}

/** The file name, for messages. */
export interface Archive extends Download {
  readonly file: string;
  /** The checksum is pinned, but no person has compared it with an independent record. */
  readonly isUnconfirmed?: boolean;
}

/**
 * The largest archive, in bytes, from a release host, a mirror or the cache. Real archives are far
 * smaller.
 */
export const MAX_ARCHIVE_BYTES = 512 * 1024 * 1024;

/** Milliseconds without progress after which an attempt ends. */
const IDLE_TIMEOUT_MS = 30_000;

/** The bounds of a download. */
export interface DownloadBounds extends Omit<TransferBounds, 'timeoutMs'> {
  /** Milliseconds for all attempts and the pauses between them. */
  readonly totalTimeoutMs: number;
  /** Milliseconds before the second attempt. The pause doubles after each further attempt. */
  readonly firstPauseMs: number;
  /** The same for a server that is throttling. */
  readonly firstThrottledPauseMs: number;
}

/** The bounds of an archive. */
export const DOWNLOAD_BOUNDS: DownloadBounds = {
  maxBytes: MAX_ARCHIVE_BYTES,
  totalTimeoutMs: 15 * 60_000,
  idleTimeoutMs: IDLE_TIMEOUT_MS,
  minBytes: 32 * 1024,
  closingMs: 5000,
  firstPauseMs: 500,
  firstThrottledPauseMs: 2000,
};

const MAX_ATTEMPTS = 4;

/** What a download is held to. */
export interface Check {
  readonly bounds: DownloadBounds;
  /** Of a file, 64 lower-case hexadecimal digits; other text where it has none. */
  readonly digestOf: (file: string) => Promise<string>;
  /** The error of a file with another digest. */
  readonly mismatch: 'ChecksumMismatch' | 'FingerprintMismatch';
}

/** An archive is held to the SHA-256 of its bytes. */
export const ARCHIVE_CHECK: Check = {
  bounds: DOWNLOAD_BOUNDS,
  digestOf: checksumOf,
  mismatch: 'ChecksumMismatch',
};

/**
 * Downloads a file and compares its checksum. A file with another checksum is deleted. Transient
 * failures are retried: the tool library retries only some of them.
 *
 * @param directory for the file
 * @returns the absolute path of the file
 * @param check an archive's by default
 * @throws TaskError DownloadFailed, ProxyMalformed; the mismatch of the check
 */
export async function download(
  { url, checksum }: Download,
  directory: string,
  bounds = DOWNLOAD_BOUNDS,
  check: Omit<Check, 'bounds'> = ARCHIVE_CHECK,
): Promise<string> {
  const source = secretlessUrl(url);
  const deadline = createDeadline(bounds.totalTimeoutMs);
  let attempts = 0;
  const attempt = async (): Promise<string> => {
    attempts += 1;
    // Each attempt has its own file name, so other downloads and the rest of a failed attempt do not interfere.
    const file = path.join(directory, `download-${randomUUID()}`);
    try {
      await transfer(source, file, { ...bounds, timeoutMs: deadline.remaining() });
      await verify(file, checksum, source.shown, check);
      return file;
    } catch (error) {
      await remove(file);
      throw error;
    }
  };
  try {
    return await runWithRetry(attempt, {
      deadline,
      maxAttempts: MAX_ATTEMPTS,
      firstPauseMs: bounds.firstPauseMs,
      isRetryable: (error) => !isCancelled() && isTransientFailure(error, attempts),
      retryAfterMs: (error) =>
        isThrottled(error) ? bounds.firstThrottledPauseMs * 2 ** (attempts - 1) : undefined,
      onRetry: (error) => {
        const next = String(attempts + 1);
        logMessage('Log_DownloadAgain', source.shown, reasonOf(error), next, String(MAX_ATTEMPTS));
      },
    });
  } catch (error) {
    throw finalError(error, source.shown);
  }
}

async function verify(
  file: string,
  expected: string,
  shown: string,
  { digestOf, mismatch }: Omit<Check, 'bounds'>,
): Promise<void> {
  const actual = await digestOf(file);
  if (actual !== expected) throw new TaskError(mismatch, [shown, actual, expected]);
}

/** Windows may still hold a file that was just closed. A failed removal is not an error. */
async function remove(file: string): Promise<void> {
  try {
    await rm(file, { force: true, maxRetries: 5, retryDelay: 100 });
  } catch (error) {
    logDebug(`not removed: ${causeOf(error)}`);
  }
}

/** A damaged transfer looks like a wrong file. One more attempt tells them apart. */
function isTransientFailure(error: unknown, attempt: number): boolean {
  const isMismatch =
    error instanceof TaskError && ['ChecksumMismatch', 'FingerprintMismatch'].includes(error.code);
  return isMismatch ? attempt === 1 : isTransient(error);
}

function finalError(error: unknown, shown: string): TaskError {
  if (error instanceof TaskError) return error;
  return new TaskError('DownloadFailed', [shown, reasonOf(error)], { cause: error });
}

/** The tool library's own text for a broken connection is not understandable. */
function reasonOf(error: unknown): string {
  const cause = causeOf(error);
  return cause === 'Aborted' ? 'the connection broke before the end' : cause;
}
