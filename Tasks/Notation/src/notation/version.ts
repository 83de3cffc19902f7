import parse from 'semver/functions/parse';
import type { SemVer } from 'semver';

/** The three sets of flags that releases of notation have. */
export type FlagGroup = '1.0' | '1.2' | '2.0';

/** A version of notation: what it calls itself, and what follows from it. */
export interface NotationVersion {
  /** Without `v` and build data: `1.3.2`. */
  readonly name: string;
  readonly flags: FlagGroup;
  /** NOTATION_CONFIG and NOTATION_LIBEXEC are understood (from 1.1). */
  readonly knowsDirectories: boolean;
  /** RFC 3161 timestamps can be asked for and verified (from 1.2). */
  readonly knowsTimestamps: boolean;
  /** Certificate revocation lists are looked at (from 1.3). */
  readonly checksRevocationLists: boolean;
  /** `--verbose` is understood; removed after 2.0.0-alpha.1. */
  readonly knowsVerbose: boolean;
}

/**
 * What follows from what `notation version` prints.
 *
 * @param printed its standard output: a release says `1.3.2`, a build from source
 *   `v1.3.2+unreleased`
 * @returns undefined where no version stands there
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
