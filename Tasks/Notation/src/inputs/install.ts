import { TaskError } from '../errors';
import { DEFAULT_NOTATION_VERSION } from '../releases/defaultVersion';
import {
  expanded,
  expandedSecret,
  expandedVariable,
  flag,
  httpUrl,
  required,
  requiredSecret,
} from './value';

/** The source of notation for `install`. */
export type InstallSource =
  | { readonly kind: 'pinned'; readonly version: string }
  | { readonly kind: 'custom'; readonly url: string; readonly checksum: string };

export interface InstallInputs {
  readonly command: 'install';
  readonly source: InstallSource;
  /** A URL that replaces https://github.com. It may contain secrets. */
  readonly mirror: string | undefined;
}

/** The inputs of `install`. */
export function installInputs(): InstallInputs {
  return { command: 'install', source: installSource(), mirror: mirrorInput() };
}

function installSource(): InstallSource {
  if (!flag('isCustomVersion')) {
    return { kind: 'pinned', version: expanded('version') ?? DEFAULT_NOTATION_VERSION };
  }
  const url = httpUrl('url', requiredSecret('url'));
  return { kind: 'custom', url, checksum: checksum('checksum') };
}

/**
 * Reads one SHA-256 checksum: the digits alone, the digits after `sha256:`, or a line of `sha256sum`
 * (`<digits>  <file>`, with an asterisk before the file in binary mode).
 */
const checksumForm = /^(?:sha256:)?([0-9a-f]{64})(?:[ \t]+\*?[^\s*].*)?$/i;

/** A SHA-256 checksum, 64 lower-case hexadecimal digits. @throws TaskError ChecksumMalformed */
export function checksum(name: string): string {
  const value = required(name);
  const [, digits] = checksumForm.exec(value) ?? [];
  if (digits === undefined) throw new TaskError('ChecksumMalformed', [value]);
  return digits.toLowerCase();
}

/** The step's own mirror, or the project-wide mirror in a variable. */
export function mirrorInput(): string | undefined {
  const own = expandedSecret('mirrorUrl');
  if (own !== undefined) return httpUrl('mirrorUrl', own);
  const shared = expandedVariable('Notation.MirrorUrl');
  return shared === undefined ? undefined : httpUrl('Notation.MirrorUrl', shared);
}
