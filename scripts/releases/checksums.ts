/** An archive of a release, with the sum that its publisher states. */
export interface PublishedArchive {
  /** As the catalogue calls it: `linux-amd64`. */
  readonly platform: string;
  readonly file: string;
  readonly sha256: string;
}

/** What a checksums file states of a release. */
export interface Checksums {
  /** In the order of the file. */
  readonly archives: readonly PublishedArchive[];
  /** Files that the task cannot install: lists of parts, signatures, other platforms. */
  readonly leftOut: readonly string[];
}

/** sha256sum's own form: the sum, a blank, a blank or the asterisk of binary mode, the file. */
const form = /^([0-9a-f]{64}) [ *]([A-Za-z0-9][A-Za-z0-9._+-]*)$/;

/** The platforms that the task asks for (src/tools/platform.ts). */
const archive = /^_(linux|darwin|windows)_(amd64|arm64|armv7)\.(?:tar\.gz|zip)$/;

/**
 * Reads the checksums file of a release, as goreleaser and sha256sum write it.
 *
 * @param version without `v`
 * @throws Error at the first thing that it does not understand: no sum is taken from such a file
 */
export function parseChecksums(text: string, tool: string, version: string): Checksums {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (lines.join('') === '') throw new Error('The checksums file is empty.');
  const archives: PublishedArchive[] = [];
  const leftOut: string[] = [];
  const seen = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const [, sha256 = '', file = ''] = form.exec(line) ?? [];
    if (file === '') throw new Error(`Line ${index + 1} is no checksum and file: '${line}'.`);
    if (seen.has(file)) throw new Error(`The checksums file names ${file} twice.`);
    seen.add(file);
    const rest = restOf(file, tool, version);
    const [, os, processor] = archive.exec(rest) ?? [];
    if (os === undefined || processor === undefined) leftOut.push(file);
    else archives.push({ platform: `${os}-${processor}`, file, sha256 });
  }
  const doubled = archives.find(
    ({ platform }, index) => archives.findIndex((one) => one.platform === platform) !== index,
  );
  if (doubled) throw new Error(`The checksums file names two archives for ${doubled.platform}.`);
  if (archives.length === 0) {
    throw new Error(`The checksums file names no archive for a platform that the task knows.`);
  }
  return { archives, leftOut };
}

/** What stands after `<tool>_<version>`: `1.3.2` is neither `1.3.20` nor `1.3.2-rc.1`. */
function restOf(file: string, tool: string, version: string): string {
  const name = `${tool}_${version}`;
  const rest = file.slice(name.length);
  if (file.startsWith(name) && /^(?:_|\.[a-z])/.test(rest)) return rest;
  throw new Error(`The checksums file names ${file}, which is not of ${tool} ${version}.`);
}
