import { TaskError } from '../errors';

/** A platform as the releases name it: `linux-amd64`. */
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
 * The platform that programs must be built for.
 *
 * @throws TaskError PlatformUnsupported
 */
export function currentPlatform(
  system: NodeJS.Platform = process.platform,
  processor: string = process.arch,
): Platform {
  const os = systems[system];
  const arch = processors[processor];
  if (os === undefined || arch === undefined) {
    const known = 'Linux, macOS, Windows; x64, arm64 (Linux: arm)';
    throw new TaskError('PlatformUnsupported', [`${system} ${processor}`, known]);
  }
  return { name: `${os}-${arch}`, executableSuffix: os === 'windows' ? '.exe' : '' };
}
