import { repositoryAddress } from './address';

/** What `npm run publisher` is to write. */
export interface Request {
  readonly publisher: string;
  /** The address of the repository; without it the manifest keeps its own. */
  readonly repository?: string;
  readonly newIds: boolean;
}

export const usage = [
  'usage: npm run publisher -- <publisher id> [--repository <url>] [--new-ids]',
  'A publisher ID has letters, digits and hyphens, as the Marketplace gives it.',
  'A repository is named by its https address, without user, query and fragment.',
].join('\n');

const publisherId = /^[A-Za-z0-9][A-Za-z0-9-]*$/;

/**
 * Reads the words of a command line.
 *
 * @returns undefined where a word is unknown, repeated, missing or malformed
 */
export function readRequest([publisher = '', ...words]: readonly string[]): Request | undefined {
  if (!publisherId.test(publisher)) return undefined;
  let request: Request = { publisher, newIds: false };
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === '--new-ids' && !request.newIds) {
      request = { ...request, newIds: true };
    } else if (word === '--repository' && request.repository === undefined) {
      index += 1;
      const repository = repositoryAddress(words[index] ?? '');
      if (repository === undefined) return undefined;
      request = { ...request, repository };
    } else {
      return undefined;
    }
  }
  return request;
}
