import { readFileSync, writeFileSync } from 'node:fs';
import compare from 'semver/functions/compare';
import type { PublishedArchive } from './checksums';

/** One archive of the catalogue. */
export interface PinnedArchive {
  readonly file: string;
  readonly sha256: string;
  /** Until a person has compared the sum with a record of another origin. */
  readonly unconfirmed?: true;
}

/** The archives of a version by platform, such as `linux-amd64`. */
export type PinnedRelease = Readonly<Record<string, PinnedArchive>>;

export interface PinnedTool {
  /** An archive is at `<base>/v<version>/<file>`. */
  readonly base: string;
  readonly versions: Readonly<Record<string, PinnedRelease>>;
}

/** The content of the task's `data/releases.json`; beside the tools stands a comment. */
export type Catalogue = Readonly<Record<string, PinnedTool | string>>;

export function readCatalogue(file: string): Catalogue {
  return JSON.parse(readFileSync(file, 'utf8')) as Catalogue;
}

/** Writes the catalogue as prettier does. */
export function writeCatalogue(file: string, catalogue: Catalogue): void {
  writeFileSync(file, `${JSON.stringify(catalogue, null, 2)}\n`);
}

/** @throws Error naming the tools that there are */
export function toolOf(catalogue: Catalogue, name: string): PinnedTool {
  const tools = Object.entries(catalogue).filter(([, value]) => typeof value !== 'string');
  const [, found] = tools.find(([key]) => key === name) ?? [];
  if (found !== undefined && typeof found !== 'string') return found;
  const known = tools.map(([key]) => key).join(', ');
  throw new Error(`The catalogue has no tool '${name}'. It has: ${known}.`);
}

/**
 * The release with the archives that it did not have yet, each unconfirmed. What is there stays.
 *
 * @throws Error where a sum or a file name differs, or one that is pinned is published no more: a
 *   published release does not change, so somebody has to find out what happened
 */
export function extendRelease(
  known: PinnedRelease,
  published: readonly PublishedArchive[],
): PinnedRelease {
  const release: Record<string, PinnedArchive> = { ...known };
  for (const [platform, { file, sha256 }] of Object.entries(known)) {
    const now = published.find((one) => one.platform === platform);
    if (now?.file === file && now.sha256 === sha256) continue;
    const told = now === undefined ? 'nothing' : `${now.file} ${now.sha256}`;
    throw new Error(
      `${platform} is pinned as ${file} ${sha256}, but the checksums file says ${told}. ` +
        'Nothing was changed: find out why a published release is another now.',
    );
  }
  for (const { platform, file, sha256 } of published) {
    release[platform] ??= { file, sha256, unconfirmed: true };
  }
  return release;
}

/** The catalogue with this release, the newest version of each tool first. */
export function withRelease(
  catalogue: Catalogue,
  name: string,
  version: string,
  release: PinnedRelease,
): Catalogue {
  const tool = toolOf(catalogue, name);
  const versions = Object.entries({ ...tool.versions, [version]: release });
  versions.sort(([a], [b]) => compare(b, a));
  return { ...catalogue, [name]: { ...tool, versions: Object.fromEntries(versions) } };
}
