import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import { debug, say } from '../agent/log';
import { variable } from '../agent/variable';
import { causeOf } from '../errors';
import { checksumOf } from './checksum';
import { type Archive, download } from './download';
import { copyRegular } from '../files/copyRegular';

/** The directory of verified archives, below the agent's tools directory; anyone may fill it. */
export const CACHE = 'notation-archives';

/** Files that are still being written; one that a killed agent left is removed after an hour. */
const INCOMING = '.incoming-';
const STALE = 60 * 60 * 1000; // milliseconds

/** Bytes: no archive is near this, but what somebody else put there may have any size. */
const LARGEST = 512 * 1024 * 1024;

/**
 * A verified archive, from the cache or downloaded. What is looked at and later unpacked is always
 * a private copy, so nobody can change it in between; a cached one that does not match is replaced.
 *
 * @param directory private to the step
 * @returns the absolute path of the private copy
 * @throws TaskError of the download
 */
export async function getVerifiedArchive(archive: Archive, directory: string): Promise<string> {
  const cache = cacheDirectory();
  const cached = cache === undefined ? undefined : await copyFromCache(cache, archive, directory);
  if (cached !== undefined) return cached;
  const fresh = await download(archive, directory);
  if (cache !== undefined) addToCache(cache, archive.file, fresh);
  return fresh;
}

function cacheDirectory(): string | undefined {
  const tools = variable('Agent.ToolsDirectory');
  return tools === undefined ? undefined : path.join(tools, CACHE);
}

async function copyFromCache(
  cache: string,
  { file, checksum }: Archive,
  directory: string,
): Promise<string | undefined> {
  const copy = path.join(directory, `cached-${file}`);
  try {
    await copyRegular(path.join(cache, file), copy, LARGEST);
  } catch (error) {
    debug(`not taken from the cache: ${causeOf(error)}`); // it is not there, or not for this user
    return undefined;
  }
  if ((await checksumOf(copy)) === checksum) {
    say('Log_FromCache', file);
    return copy;
  }
  rmSync(copy);
  say('Notice_CacheMismatch', path.join(cache, file));
  return undefined;
}

/** Enters by rename: whoever looks finds the whole file or none. That it cannot be is no error. */
function addToCache(cache: string, file: string, from: string): void {
  const incoming = path.join(cache, `${INCOMING}${randomUUID()}`);
  try {
    mkdirSync(cache, { recursive: true });
    removeStale(cache);
    copyFileSync(from, incoming);
    renameSync(incoming, path.join(cache, file));
  } catch (error) {
    if (existsSync(incoming)) rmSync(incoming, { force: true });
    debug(`not cached: ${causeOf(error)}`);
  }
}

function removeStale(cache: string): void {
  for (const name of readdirSync(cache).filter((one) => one.startsWith(INCOMING))) {
    const file = path.join(cache, name);
    try {
      if (Date.now() - statSync(file).mtimeMs > STALE) rmSync(file, { force: true });
    } catch (error) {
      debug(`not removed: ${causeOf(error)}`); // another agent was faster, or it is no file
    }
  }
}
