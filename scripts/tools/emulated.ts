import { arch, env, getuid, platform } from 'node:process';

/** Platforms that this machine is not, and can run all the same: Windows by Wine, arm64 by qemu. */
export const emulated = ['windows', 'arm64'] as const;

export type Emulated = (typeof emulated)[number];

/**
 * Whether every run of the tests needs the emulated platforms: on CI it does, but for a pipeline that has machines of these
 * platforms, and says so by PLATFORM_TESTS=native. Elsewhere they are used where somebody got them.
 */
export function areEmulatedWanted(): boolean {
  return isOnCi() && !areEmulatedLeftOut();
}

/** Whether a pipeline has machines of these platforms. */
export function areEmulatedLeftOut(): boolean {
  return env['PLATFORM_TESTS'] === 'native';
}

/** Whether a test that cannot run is a failure. */
export function isOnCi(): boolean {
  return Boolean(env['CI'] || env['TF_BUILD']);
}

/** Why this machine cannot have them; undefined where it can. */
export function problemOfEmulation(): string | undefined {
  if (platform !== 'linux' || arch !== 'x64') return 'they need Linux on x64';
  return getuid?.() === 0 ? undefined : 'they need root';
}
