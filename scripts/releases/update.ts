import { readFileSync } from 'node:fs';
import valid from 'semver/functions/valid';
import { extendRelease, readCatalogue, toolOf, withRelease, writeCatalogue } from './catalogue';
import { parseChecksums } from './checksums';
import { downloadChecksums } from './published';

/** What is to be added to the catalogue. */
export interface Update {
  /** The catalogue's file. */
  readonly catalogue: string;
  readonly tool: string;
  /** With or without `v`. */
  readonly version: string;
  /** A checksums file on this machine, in place of the published one. */
  readonly file?: string | undefined;
}

/**
 * Pins the archives of a release, as its checksums file states them.
 *
 * @returns what is to be told
 * @throws Error of what is not understood or does not agree: then the catalogue is as it was
 */
export async function updateReleases({
  catalogue: target,
  tool,
  version: wanted,
  file,
}: Update): Promise<string[]> {
  const version = wanted.replace(/^v/, '');
  if (valid(version) !== version) throw new Error(`'${wanted}' is no version such as 1.3.2.`);
  const catalogue = readCatalogue(target);
  const { base, versions } = toolOf(catalogue, tool);
  const text =
    file === undefined ? await downloadChecksums(base, tool, version) : readFileSync(file, 'utf8');
  const { archives, leftOut } = parseChecksums(text, tool, version);
  const before = versions[version] ?? {};
  const release = extendRelease(before, archives);
  const added = archives.filter(({ platform }) => before[platform] === undefined);
  const notes = leftOut.map((name) => `left out, for it is no archive to install: ${name}`);
  if (added.length === 0) {
    return [...notes, `${tool} ${version} is pinned already, with the same sums: nothing to do.`];
  }
  writeCatalogue(target, withRelease(catalogue, tool, version, release));
  return [
    ...notes,
    ...added.map((one) => `added, unconfirmed: ${one.sha256}  ${one.file}`),
    `${tool} ${version}: ${added.length} new. Compare each sum with a record of another origin, then remove`,
    `its "unconfirmed": true (docs/maintaining-releases.md).`,
  ];
}
