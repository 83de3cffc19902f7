import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Bytes that are read at once. Programs have some 15 million bytes: small reads would keep the step busy. */
const READ_BYTES = 1024 * 1024;

/** The SHA-256 of a file, 64 lower-case hexadecimal digits. */
export async function checksumOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: READ_BYTES }), hash);
  return hash.digest('hex');
}
