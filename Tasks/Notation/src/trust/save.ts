import { lstatSync } from 'node:fs';
import * as path from 'node:path';
import { logMessage } from '../agent/log';
import { TaskError } from '../errors';
import { type Trust, writeTrust } from './stage';
import type { TrustStore } from './store';

/**
 * Saves a trust to a folder and replaces nothing there. An existing store may contain certificates that
 * this step does not trust, and a link in the sources may lead anywhere.
 *
 * @param folder absolute path of a folder, which may not exist yet
 * @throws TaskError SaveTargetExists
 */
export function saveTrust(folder: string, trust: Trust): void {
  const policyFile = path.join(folder, 'trustpolicy', 'trustpolicy.json');
  const storeFolder = path.join(folder, 'truststore');
  for (const target of [policyFile, storeFolder]) {
    const found = obstacle(startOf(folder), target);
    if (found !== undefined) throw new TaskError('SaveTargetExists', [found]);
  }
  writeTrust({ ...trust, stores: trust.stores.map(readable) }, policyFile, storeFolder);
  logMessage('Log_TrustSaved', folder);
}

/** A file that could not be read, at a level that only logs, must not be committed. */
function readable(store: TrustStore): TrustStore {
  return { ...store, files: store.files.filter(({ certificates }) => certificates.length > 0) };
}

/** Links above the working directory belong to the agent or the user. Below it no link is followed. */
function startOf(folder: string): string {
  const relative = path.relative(process.cwd(), folder);
  const isBelow = !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..';
  return isBelow ? process.cwd() : path.dirname(folder); // absolute: another drive on Windows
}

/**
 * Finds the obstacle on the way to a target: the target itself, or a parent that is not a folder, a
 * link included.
 */
function obstacle(start: string, target: string): string | undefined {
  let place = start;
  for (const part of path.relative(start, target).split(path.sep)) {
    place = path.join(place, part);
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    if (!stat.isDirectory()) return place;
  }
  return place;
}
