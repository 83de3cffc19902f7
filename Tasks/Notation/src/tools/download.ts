import { createHash } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { say } from '../agent/log';
import { TaskError, causeOf } from '../errors';
import { downloadTool } from './toolLib';
import { secretlessUrl } from './url';

/** A file that someone serves, and what it must be. */
export interface Download {
  readonly url: string;
  /** SHA-256, 64 lower-case hexadecimal digits. */
  readonly checksum: string;
}

const ATTEMPTS = 4;
const FIRST_PAUSE = 500; // milliseconds; doubled after each attempt

/**
 * Downloads a file and holds it to its checksum; a file that does not match is deleted.
 *
 * @param directory where the file goes
 * @returns the absolute path of the file
 * @throws TaskError DownloadFailed, ChecksumMismatch
 */
export async function download({ url, checksum }: Download, directory: string): Promise<string> {
  const { address, shown, handlers } = secretlessUrl(url);
  let cause: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    // A name of its own for each attempt: what a failed one left does not stand in the way.
    const file = path.join(directory, `download-${attempt}`);
    try {
      await downloadTool(address, file, handlers);
      await verify(file, checksum, shown);
      return file;
    } catch (error) {
      rmSync(file, { force: true });
      cause = error;
      if (!isTransient(error) || attempt === ATTEMPTS) break;
      say('Log_DownloadAgain', shown, causeOf(error), String(attempt + 1), String(ATTEMPTS));
      await pause(FIRST_PAUSE * 2 ** (attempt - 1));
    }
  }
  if (cause instanceof TaskError) throw cause;
  throw new TaskError('DownloadFailed', [shown, causeOf(cause)], { cause });
}

async function verify(file: string, expected: string, shown: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const actual = hash.digest('hex');
  if (actual !== expected) throw new TaskError('ChecksumMismatch', [shown, actual, expected]);
}

/** A wrong status is final but for these; everything below HTTP may pass. */
function isTransient(error: unknown): boolean {
  if (error instanceof TaskError) return false;
  const status = (error as { httpStatusCode?: number }).httpStatusCode;
  return status === undefined || status === 429 || status >= 500;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
