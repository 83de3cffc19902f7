import { rmSync } from 'node:fs';
import * as path from 'node:path';
import { say } from '../agent/log';
import { TaskError, causeOf } from '../errors';
import { checksumOf } from './checksum';
import { guardAgainstStall } from './stall';
import { downloadTool } from './toolLib';
import { isThrottled, isTransient } from './transience';
import { type SecretlessUrl, secretlessUrl } from './url';

/** A file that someone serves, and what it must be. */
export interface Download {
  readonly url: string;
  /** SHA-256, 64 lower-case hexadecimal digits. */
  readonly checksum: string;
}

/** A download under the file name that it was published with, or one that is as good. */
export interface Archive extends Download {
  readonly file: string;
}

const ATTEMPTS = 4;

/** Milliseconds: the first pause, doubled with each attempt; longer where a server asks for rest. */
const PAUSE = 500;
const PAUSE_WHEN_THROTTLED = 2000;

/** Milliseconds without a byte after which an attempt is given up. */
const PATIENCE = 30_000;

/**
 * Downloads a file and holds it to its checksum; a file that does not match is deleted. What may
 * pass is tried again: the tool library itself does so only for a part of it.
 *
 * @param directory where the file goes
 * @returns the absolute path of the file
 * @throws TaskError DownloadFailed, ChecksumMismatch
 */
export async function download({ url, checksum }: Download, directory: string): Promise<string> {
  const source = secretlessUrl(url);
  for (let attempt = 1; ; attempt += 1) {
    // A name of its own for each attempt: what a failed one left does not stand in the way.
    const file = path.join(directory, `download-${attempt}`);
    try {
      await attemptDownload(source, file);
      await verify(file, checksum, source.shown);
      return file;
    } catch (error) {
      rmSync(file, { force: true });
      if (attempt === ATTEMPTS || !mayPass(error, attempt)) throw finalError(error, source.shown);
      say(
        'Log_DownloadAgain',
        source.shown,
        reasonOf(error),
        String(attempt + 1),
        String(ATTEMPTS),
      );
      const pause = isThrottled(error) ? PAUSE_WHEN_THROTTLED : PAUSE;
      await new Promise((resolve) => setTimeout(resolve, pause * 2 ** (attempt - 1)));
    }
  }
}

async function attemptDownload(source: SecretlessUrl, file: string): Promise<void> {
  const guard = guardAgainstStall(file, PATIENCE);
  try {
    const transfer = downloadTool(source.address, file, [...source.handlers, guard.handler]);
    transfer.catch(() => undefined); // an aborted one fails after the race is over
    await Promise.race([transfer, guard.stalled]);
  } finally {
    guard.stop();
  }
}

async function verify(file: string, expected: string, shown: string): Promise<void> {
  const actual = await checksumOf(file);
  if (actual !== expected) throw new TaskError('ChecksumMismatch', [shown, actual, expected]);
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
