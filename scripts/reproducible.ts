import { createWriteStream, readFileSync, renameSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import * as yauzl from 'yauzl';
import { ZipFile } from 'yazl';

/** The earliest time that a zip file can hold; in the format that knows no time zone. */
const FIXED_TIME = new Date(1980, 0, 1);
const PLAIN_FILE = 0o100644;

/**
 * Writes a zip file anew so that its bytes follow from its content alone: sorted entries, one time, one
 * mode, no entries of folders.
 *
 * @param file stays under its name
 */
export async function normaliseZip(file: string): Promise<void> {
  const entries = await readEntries(file);
  const names = [...entries.keys()].sort();
  const zip = new ZipFile();
  for (const name of names) {
    const content = entries.get(name);
    if (content === undefined) continue;
    const fixed = { mtime: FIXED_TIME, mode: PLAIN_FILE, forceDosTimestamp: true };
    zip.addBuffer(content, name, { ...fixed, compress: true });
  }
  zip.end();
  const written = `${file}.new`;
  await pipeline(zip.outputStream, createWriteStream(written));
  renameSync(written, file);
}

async function readEntries(file: string): Promise<Map<string, Buffer>> {
  const entries = new Map<string, Buffer>();
  const zip = await yauzl.openPromise(file);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    entries.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return entries;
}

/** The SHA-256 of a file, as `sha256sum` prints it. */
export function checksumOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
