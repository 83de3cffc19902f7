import parse from 'semver/functions/parse';
import type { SemVer } from 'semver';

/** The three sets of flags that releases of notation have. */
export type FlagGroup = '1.0' | '1.2' | '2.0';

/** A version of notation, with its capabilities. */
export interface NotationVersion {
  /** Without `v` and build data: `1.3.2`. */
  readonly name: string;
  readonly flags: FlagGroup;
  /** Whether it reads NOTATION_CONFIG and NOTATION_LIBEXEC (from 1.1). */
  readonly knowsDirectories: boolean;
  /** Whether it requests and verifies RFC 3161 timestamps (from 1.2). */
  readonly knowsTimestamps: boolean;
  /** Whether it checks certificate revocation lists (from 1.3). */
  readonly checksRevocationLists: boolean;
  /** Whether it has `--verbose`, which was removed after 2.0.0-alpha.1. */
  readonly knowsVerbose: boolean;
}

/**
 * Reads the output of `notation version`.
 *
 * @param printed its standard output: `1.3.2` from a release, `v1.3.2+unreleased` from a build of the
 * source
 * @returns undefined where the output contains no version
 */
export function parseVersion(printed: readonly string[]): NotationVersion | undefined {
  const found = printed.map((line) => /^Version:\s+(\S+)$/.exec(line)?.[1]).find(Boolean);
  const version = found === undefined ? null : parse(found);
  if (version === null) return undefined;
  const flags = flagGroup(version);
  return {
    name: version.version,
    flags,
    knowsDirectories: flags !== '1.0' || version.minor >= 1,
    knowsTimestamps: flags !== '1.0',
    checksRevocationLists: flags === '2.0' || version.minor >= 3,
    knowsVerbose: flags !== '2.0',
  };
}

function flagGroup(version: SemVer): FlagGroup {
  if (version.major >= 2) return '2.0';
  return version.minor >= 2 ? '1.2' : '1.0';
}
