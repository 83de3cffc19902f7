import { createHash } from 'node:crypto';

/** A sum that is told from all others by its name. */
export function sumOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/** Writes a checksums file of these files as goreleaser does. */
export function checksumsOf(...files: readonly string[]): string {
  return files.map((file) => `${sumOf(file)}  ${file}\n`).join('');
}

/** The archives of a release as goreleaser names and sorts them. */
export function archivesOf(tool: string, version: string): string[] {
  const platforms = ['darwin_amd64', 'darwin_arm64', 'linux_amd64', 'linux_arm64', 'linux_armv7'];
  const archives = platforms.map((platform) => `${tool}_${version}_${platform}.tar.gz`);
  return [...archives, `${tool}_${version}_windows_amd64.zip`];
}

/** A catalogue in the form of the task's own, with a few versions of two platforms each. */
export function smallCatalogue(): string {
  const tool = (name: string, repository: string, ...versions: string[]): object => ({
    base: `https://github.com/${repository}/releases/download`,
    versions: Object.fromEntries(versions.map((version) => [version, release(name, version)])),
  });
  const catalogue = {
    '//': 'The releases the task can install by version.',
    notation: tool(
      'notation',
      'notaryproject/notation',
      '1.3.2',
      '1.3.0',
      '1.2.0',
      '1.1.1',
      '1.0.0',
    ),
    'notation-azure-kv': tool('notation-azure-kv', 'Azure/notation-azure-kv', '1.2.1', '1.2.0'),
  };
  return `${JSON.stringify(catalogue, null, 2)}\n`;
}

function release(name: string, version: string): object {
  const linux = `${name}_${version}_linux_amd64.tar.gz`;
  const windows = `${name}_${version}_windows_amd64.zip`;
  return {
    'linux-amd64': { file: linux, sha256: sumOf(linux) },
    'windows-amd64': { file: windows, sha256: sumOf(windows), unconfirmed: true },
  };
}
