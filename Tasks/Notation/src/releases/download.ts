import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import { isCancelled } from '../agent/cancellation';
import { debug, say } from '../agent/log';
import { TaskError, causeOf } from '../errors';
import { createDeadline } from '../network/deadline';
import { runWithRetry } from '../network/retry';
import { checksumOf } from './checksum';
import { type TransferBounds, transfer } from './transfer';
import { isThrottled, isTransient } from './transience';
import { secretlessUrl } from './url';

/** A file that someone serves, and what it must be. */
export interface Download {
  readonly url: string;
  /** SHA-256, 64 lower-case hexadecimal digits. */
  readonly checksum: string;
}

/** A download under the file name that it was published with, or one that is as good. */
export interface Archive extends Download {
  readonly file: string;
  /** The checksum is pinned, but was not compared with a record of another origin. */
  readonly isUnconfirmed?: boolean;
}

/** No archive is near it, wherever it comes from: a release host, a mirror or the cache. */
export const MAX_ARCHIVE_BYTES = 512 * 1024 * 1024;

/** Milliseconds without a byte, or with hardly any, after which an attempt is given up. */
const PATIENCE = 30_000;

/** The bounds of a download. */
export interface DownloadBounds extends Omit<TransferBounds, 'timeoutMs'> {
  /** All attempts and the pauses between them. */
  readonly totalTimeoutMs: number;
  /** Before the second attempt; doubled after each further attempt. */
  readonly firstPauseMs: number;
  /** As `firstPauseMs`, where the server asks for rest. */
  readonly firstThrottledPauseMs: number;
}

const DOWNLOAD_BOUNDS: DownloadBounds = {
  maxBytes: MAX_ARCHIVE_BYTES,
  totalTimeoutMs: 15 * 60_000,
  patienceMs: PATIENCE,
  minBytes: 32 * 1024,
  closingMs: 5000,
  firstPauseMs: 500,
  firstThrottledPauseMs: 2000,
};

const ATTEMPTS = 4;

/**
 * Downloads a file and holds it to its checksum; a file that does not match is deleted. What may
 * pass is tried again: the tool library itself does so only for a part of it.
 *
 * @param directory where the file goes
 * @returns the absolute path of the file
 * @throws TaskError DownloadFailed, ChecksumMismatch, ProxyMalformed
 */
export async function download(
  { url, checksum }: Download,
  directory: string,
  bounds = DOWNLOAD_BOUNDS,
): Promise<string> {
  const source = secretlessUrl(url);
  const deadline = createDeadline(bounds.totalTimeoutMs);
  let attempts = 0;
  const attempt = async (): Promise<string> => {
    attempts += 1;
    // Each attempt has a name of its own: another download, or what a failed attempt left, is not in its way.
    const file = path.join(directory, `download-${randomUUID()}`);
    try {
      await transfer(source, file, { ...bounds, timeoutMs: deadline.remaining() });
      await verify(file, checksum, source.shown);
      return file;
    } catch (error) {
      await remove(file);
      throw error;
    }
  };
  try {
    return await runWithRetry(attempt, {
      deadline,
      maxAttempts: ATTEMPTS,
      firstPauseMs: bounds.firstPauseMs,
      isRetryable: (error) => !isCancelled() && mayPass(error, attempts),
      retryAfterMs: (error) =>
        isThrottled(error) ? bounds.firstThrottledPauseMs * 2 ** (attempts - 1) : undefined,
      onRetry: (error) => {
        const next = String(attempts + 1);
        say('Log_DownloadAgain', source.shown, reasonOf(error), next, String(ATTEMPTS));
      },
    });
  } catch (error) {
    throw finalError(error, source.shown);
  }
}

async function verify(file: string, expected: string, shown: string): Promise<void> {
  const actual = await checksumOf(file);
  if (actual !== expected) throw new TaskError('ChecksumMismatch', [shown, actual, expected]);
}

/** Windows holds a file that is just being closed: that it cannot be removed yet decides nothing. */
async function remove(file: string): Promise<void> {
  try {
    await rm(file, { force: true, maxRetries: 5, retryDelay: 100 });
  } catch (error) {
    debug(`not removed: ${causeOf(error)}`);
  }
}

/** A damaged transfer looks like a wrong file: one more look tells them apart. */
function mayPass(error: unknown, attempt: number): boolean {
  const isMismatch = error instanceof TaskError && error.code === 'ChecksumMismatch';
  return isMismatch ? attempt === 1 : isTransient(error);
}

function finalError(error: unknown, shown: string): TaskError {
  if (error instanceof TaskError) return error;
  return new TaskError('DownloadFailed', [shown, reasonOf(error)], { cause: error });
}

/** The tool library's own word for a connection that broke tells nobody what happened. */
function reasonOf(error: unknown): string {
  const cause = causeOf(error);
  return cause === 'Aborted' ? 'the connection broke before the end' : cause;
}
