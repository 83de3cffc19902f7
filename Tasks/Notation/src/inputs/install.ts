import { secretInput } from '../agent/input';
import { secretVariable } from '../agent/variable';
import { TaskError } from '../errors';
import { expanded, flag, httpUrl, required } from './value';

/** Where `install` takes notation from. */
export type InstallSource =
  | { readonly kind: 'pinned'; readonly version: string }
  | { readonly kind: 'custom'; readonly url: string; readonly checksum: string };

export interface InstallInputs {
  readonly command: 'install';
  readonly source: InstallSource;
  /** A URL that takes the place of https://github.com; it may hold secrets. */
  readonly mirror: string | undefined;
}

/** The inputs of `install`. */
export function installInputs(): InstallInputs {
  return { command: 'install', source: installSource(), mirror: mirrorInput() };
}

function installSource(): InstallSource {
  if (!flag('isCustomVersion')) {
    return { kind: 'pinned', version: expanded('version') ?? 'latest' };
  }
  const url = httpUrl('url', required('url', secretInput));
  return { kind: 'custom', url, checksum: checksum('checksum') };
}

/** A SHA-256 checksum, in lower case. @throws TaskError ChecksumMalformed */
export function checksum(name: string): string {
  const value = required(name).toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(value)) throw new TaskError('ChecksumMalformed', [value]);
  return value;
}

/** The step's own mirror, else the one that a variable names for a whole project. */
export function mirrorInput(): string | undefined {
  const own = expanded('mirrorUrl', secretInput);
  if (own !== undefined) return httpUrl('mirrorUrl', own);
  const shared = secretVariable('Notation.MirrorUrl');
  return shared === undefined ? undefined : httpUrl('Notation.MirrorUrl', shared);
}
