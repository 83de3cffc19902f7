import {
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import { logDebug, logMessage } from '../agent/log';
import { variable } from '../agent/variable';
import { causeOf } from '../errors';
import { ARCHIVE_CHECK, type Archive, type Check, download } from './download';
import { copyRegular } from '../files/copyRegular';
import { removeTree } from '../files/removeTree';
import { useOfFolder } from '../files/folderUse';

/** The directory of verified archives, below the agent's tools directory. Any user may fill it. */
export const CACHE = 'notation-archives';

/** Unfinished files. A file that a killed agent left behind is removed after an hour. */
const INCOMING = '.incoming-';
const STALE_AFTER_MS = 60 * 60 * 1000; // milliseconds

/**
 * Gets a verified archive from the cache or by a download. The task verifies and unpacks a private
 * copy, which no other user can change. A cached archive with another checksum is replaced if the cache
 * belongs to this user, and kept otherwise.
 *
 * @param directory private to the step
 * @returns the absolute path of the private copy
 * @throws TaskError of the download
 */
export async function getVerifiedArchive(archive: Archive, directory: string): Promise<string> {
  if (archive.isUnconfirmed === true) logMessage('Notice_Unconfirmed', archive.file);
  return getFromCache(archive, directory, ARCHIVE_CHECK);
}

/**
 * A file that is held to a check, from the cache or downloaded, as `getVerifiedArchive` does.
 *
 * @returns the absolute path of the private copy
 * @throws TaskError of the download
 */
export async function getFromCache(
  archive: Archive,
  directory: string,
  check: Check,
): Promise<string> {
  const cache = cacheDirectory();
  const cached =
    cache === undefined ? undefined : await copyFromCache(cache, archive, directory, check);
  if (cached !== undefined) return cached;
  const fresh = await download(archive, directory, check.bounds, check);
  if (cache !== undefined) addToCache(cache, archive.file, fresh);
  return fresh;
}

/**
 * The path of the cache, which may not exist yet; undefined without a tools directory, or where a link
 * or a file has the cache's name. The tools directory itself may be a link: the agent's administrator
 * chose it.
 */
function cacheDirectory(): string | undefined {
  const tools = variable('Agent.ToolsDirectory');
  if (tools === undefined) return undefined;
  const cache = path.join(tools, CACHE);
  if (useOfFolder(cache) !== 'nothing') return cache;
  logMessage('Notice_CacheNotUsed', cache);
  return undefined;
}

async function copyFromCache(
  cache: string,
  { file, checksum }: Archive,
  directory: string,
  { bounds, digestOf }: Check,
): Promise<string | undefined> {
  const copy = path.join(directory, `cached-${file}`);
  try {
    await copyRegular(path.join(cache, file), copy, bounds.maxBytes);
  } catch (error) {
    logDebug(`not taken from the cache: ${causeOf(error)}`); // the file does not exist, or this user has no access
    return undefined;
  }
  if ((await digestOf(copy)) === checksum) {
    logMessage('Log_FromCache', file);
    return copy;
  }
  removeTree(copy);
  logMessage('Notice_CacheMismatch', path.join(cache, file));
  return undefined;
}

/**
 * Adds the archive by atomic rename, so readers see all of it or nothing. Failing to cache is not an
 * error. The task neither writes nor deletes in a folder of another user.
 */
function addToCache(cache: string, file: string, from: string): void {
  try {
    mkdirSync(cache, { recursive: true });
    if (useOfFolder(cache) === 'writing') writeToCache(cache, file, from);
    else logDebug(`not cached: ${cache} belongs to another user`);
  } catch (error) {
    logDebug(`not cached: ${causeOf(error)}`);
  }
}

function writeToCache(cache: string, file: string, from: string): void {
  removeStale(cache);
  const incoming = path.join(cache, `${INCOMING}${randomUUID()}`);
  try {
    // Exclusive: an existing file or link is never overwritten.
    copyFileSync(from, incoming, constants.COPYFILE_EXCL);
    renameSync(incoming, path.join(cache, file));
  } catch (error) {
    rmSync(incoming, { force: true });
    throw error;
  }
}

function removeStale(cache: string): void {
  for (const name of readdirSync(cache).filter((one) => one.startsWith(INCOMING))) {
    const file = path.join(cache, name);
    try {
      if (Date.now() - lstatSync(file).mtimeMs > STALE_AFTER_MS) rmSync(file, { force: true });
    } catch (error) {
      logDebug(`not removed: ${causeOf(error)}`); // another agent removed it first, or it is not a file
    }
  }
}
