import { checksum, releaseArchive } from './archive';
import { type Release, type ReleasedTool, repositoryOf } from './catalogue';
import type { ReleaseServer } from './releaseServer';

/** What is released. */
export interface Publication {
  readonly tool: ReleasedTool;
  readonly version: string;
  /** The program's bytes. */
  readonly program: Buffer | string;
  /** Such as `linux-amd64`, by default that of this machine. */
  readonly platform?: string;
}

/** Gives this machine's platform as the releases name it, such as `linux-amd64`. */
export function thisPlatform(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  return `${os}-${arch}`;
}

/** Packs a program under the real release's file name, serves it and gives its catalogue entry. */
export async function publishRelease(
  server: ReleaseServer,
  publication: Publication,
): Promise<Release & { readonly url: string }> {
  const { tool, version, program, platform = thisPlatform() } = publication;
  const isWindows = platform.startsWith('windows');
  const kind = isWindows ? 'zip' : 'tar.gz';
  const file = `${tool}_${version}_${platform.replace('-', '_')}.${kind}`;
  const bytes = await releaseArchive(kind, isWindows ? `${tool}.exe` : tool, program);
  const url = server.add(repositoryOf(tool), version, file, bytes);
  return { tool, version, platform, file, sha256: checksum(bytes), url };
}
