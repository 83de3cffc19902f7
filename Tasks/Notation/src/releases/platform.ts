/** A platform as the releases name it: `linux-amd64`; as Node.js does where they do not know it. */
export interface Platform {
  readonly name: string;
  /** What a program's file name ends in. */
  readonly executableSuffix: '' | '.exe';
}

const systems: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};
const processors: Partial<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', arm: 'armv7' };

/**
 * The platform that programs must be built for. Whether there is a release for it the catalogue
 * knows: who gives an archive of their own needs none.
 */
export function currentPlatform(
  system: NodeJS.Platform = process.platform,
  processor: string = process.arch,
): Platform {
  const os = systems[system] ?? system;
  const arch = processors[processor] ?? processor;
  return { name: `${os}-${arch}`, executableSuffix: os === 'windows' ? '.exe' : '' };
}
