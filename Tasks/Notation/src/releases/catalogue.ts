import { readFileSync } from 'node:fs';
import maxSatisfying from 'semver/ranges/max-satisfying';
import { taskFile } from '../agent/taskDirectory';
import { TaskError } from '../errors';
import type { Archive } from './download';
import { addressAt } from './mirror';
import type { Platform } from './platform';

/** One pinned archive. */
export interface Release extends Archive {
  readonly version: string;
  /** The newest pinned version of the program. */
  readonly newest: string;
}

interface PinnedArchive {
  readonly file: string;
  readonly sha256: string;
  /**
   * Whether a person still has to compare the checksum with an independent record (docs/pinned-
   * versions.md).
   */
  readonly unconfirmed?: true;
}

interface Tool {
  /** The base address: an archive is at `<base>/v<version>/<file>`. */
  readonly base: string;
  readonly versions: Record<string, Record<string, PinnedArchive>>;
}

/**
 * The platform whose programs another one runs, too: Windows 11 on Arm runs those for x64 (Microsoft Learn: "How emulation
 * works on Arm").
 */
const emulated: Readonly<Partial<Record<string, string>>> = { 'windows-arm64': 'windows-amd64' };

/**
 * Finds the pinned release of a program.
 *
 * @param tool a program of data/releases.json
 * @param wanted a version with or without `v`, the start of a version (`1.3`, `1`), or `latest`
 * @param mirror replaces the release host's address, with its query; undefined: no mirror
 * @throws TaskError VersionUnknown, which lists the known versions; PlatformUnsupported
 */
export function findRelease(
  tool: string,
  wanted: string,
  platform: Platform,
  mirror: string | undefined,
): Release {
  const pinned = readCatalogue()[tool];
  if (pinned === undefined) throw new Error(`data/releases.json has no program ${tool}`);
  const { base, versions } = pinned;
  const known = Object.keys(versions);
  const version = choose(known, wanted);
  const archives = version === undefined ? undefined : versions[version];
  if (version === undefined || archives === undefined) {
    throw new TaskError('VersionUnknown', [tool, wanted, known.join(', ')]);
  }
  const archive = archives[platform.name] ?? archives[emulated[platform.name] ?? ''];
  if (archive === undefined) {
    const supported = Object.keys(archives).join(', ');
    throw new TaskError('PlatformUnsupported', [`${tool} ${version} ${platform.name}`, supported]);
  }
  return {
    version,
    newest: choose(known, 'latest') ?? version,
    file: archive.file,
    url: addressAt(new URL(`${base}/v${version}/${archive.file}`), mirror),
    checksum: archive.sha256,
    ...(archive.unconfirmed ? { isUnconfirmed: true } : {}),
  };
}

function choose(known: readonly string[], wanted: string): string | undefined {
  const name = wanted.toLowerCase().replace(/^v/, '');
  if (name === 'latest') return maxSatisfying([...known], '*') ?? undefined;
  if (/^\d+(\.\d+)?$/.test(name)) return maxSatisfying([...known], `~${name}`) ?? undefined;
  return known.find((version) => version === name);
}

function readCatalogue(): Partial<Record<string, Tool>> {
  const text = readFileSync(taskFile('data', 'releases.json'), 'utf8');
  return JSON.parse(text) as Partial<Record<string, Tool>>;
}
