/**
 * A platform by its name in releases, such as `linux-amd64`, or by its Node.js name where releases
 * have none.
 */
export interface Platform {
  readonly name: string;
  /** The suffix of a program's file name. */
  readonly executableSuffix: '' | '.exe';
}

const systems: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};
const processors: Partial<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', arm: 'armv7' };

/**
 * The platform of this machine. The catalogue decides whether a release exists for it; a user's own
 * archive needs none.
 */
export function currentPlatform(
  system: NodeJS.Platform = process.platform,
  processor: string = process.arch,
): Platform {
  const os = systems[system] ?? system;
  const arch = processors[processor] ?? processor;
  return { name: `${os}-${arch}`, executableSuffix: os === 'windows' ? '.exe' : '' };
}
