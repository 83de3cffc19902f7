import { lstatSync } from 'node:fs';
import * as path from 'node:path';
import { say } from '../agent/log';
import { TaskError } from '../errors';
import { type Trust, writeTrust } from './stage';

/**
 * Saves a trust into a folder, where it takes the place of nothing: a store that is there already
 * may hold certificates that this step does not trust, and a link in the sources leads anywhere.
 *
 * @param folder absolute path; it need not exist
 * @throws TaskError SaveTargetExists
 */
export function saveTrust(folder: string, trust: Trust): void {
  const policyFile = path.join(folder, 'trustpolicy', 'trustpolicy.json');
  const storeFolder = path.join(folder, 'truststore');
  for (const target of [policyFile, storeFolder]) {
    const found = obstacle(startOf(folder), target);
    if (found !== undefined) throw new TaskError('SaveTargetExists', [found]);
  }
  writeTrust(trust, policyFile, storeFolder);
  say('Log_TrustSaved', folder);
}

/** Links above it are the agent's own or the user's: below the working directory none is. */
function startOf(folder: string): string {
  const relative = path.relative(process.cwd(), folder);
  const isBelow = !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..';
  return isBelow ? process.cwd() : path.dirname(folder); // absolute: another drive of Windows
}

/** What stands in the way to a target: the target itself, or what is no folder, a link to one too. */
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
