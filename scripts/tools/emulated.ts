import { existsSync } from 'node:fs';
import { arch, platform } from 'node:process';

/** Platforms that this machine is not, and can run all the same: Windows by Wine, arm64 by qemu. */
export const emulated = ['windows', 'arm64'] as const;

export type Emulated = (typeof emulated)[number];

/** Whether a test that cannot run is a failure. */
export function isOnCi(): boolean {
  return Boolean(process.env['CI'] || process.env['TF_BUILD']);
}

/** Why this machine cannot have them; undefined where it can. */
export function problemOfEmulation(): string | undefined {
  if (platform !== 'linux' || arch !== 'x64') return 'they need Linux on x64';
  if (process.getuid?.() !== 0) return 'they need root';
  return existsSync('/usr/bin/apt-get') ? undefined : 'they need apt-get, as Debian has it';
}

/** Whether this run leaves them out because its pipeline runs the real ones: `EMULATED=no`. */
export function areRealOnesAtHand(): boolean {
  return process.env['EMULATED'] === 'no';
}

/** Whether a run of all tests needs them: on CI always, elsewhere where the machine can have them. */
export function isEmulationDue(): boolean {
  return !areRealOnesAtHand() && (isOnCi() || problemOfEmulation() === undefined);
}
