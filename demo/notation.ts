import { spawnSync } from 'node:child_process';
import { root } from '../scripts/paths';
import { thisPlatform } from '../Tasks/Notation/tests/doubles/releases';
import { notationVersions } from '../Tasks/Notation/tests/fixtures/tools';
import { pinned } from '../Tasks/Notation/tests/fixtures/packagedTask';
import { namedVersion } from './walkthrough';

/** Where the demo's notation comes from. */
export interface Origin {
  readonly kind: 'pinned' | 'at hand';
  readonly version: string;
}

const TIMEOUT_MS = 4000;
const module_ = 'notation-1.3.2';

/**
 * Chooses the notation of the demo: the release that the pipeline names if its host can be reached,
 * else one built from the Go module.
 * @throws Error that says what to install, if there is neither
 */
export async function chooseNotation(): Promise<Origin> {
  if (await isReachable()) {
    return { kind: 'pinned', version: namedVersion };
  }
  return builtNotation() ?? buildNotation();
}

/** Gives the notation at hand that the pipeline names, else the newest release. */
export function builtNotation(): Origin | undefined {
  const releases = notationVersions().filter(({ version }) => !version.includes('-'));
  const newest = releases.find(({ version }) => version === namedVersion) ?? releases.at(-1);
  return newest && { kind: 'at hand', version: newest.version };
}

function buildNotation(): Origin {
  console.log('Building notation, once; this takes a minute or so.');
  const args = ['tsx', 'scripts/get-tools.ts', module_];
  spawnSync('npx', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const origin = builtNotation();
  if (origin === undefined) {
    throw new Error(
      'There is no notation to show: neither can its releases be reached from here, nor could it be built. ' +
        'Connect this machine to the network, or install Go 1.24 or newer (https://go.dev/dl), and try again.',
    );
  }
  return origin;
}

async function isReachable(): Promise<boolean> {
  const { base, versions } = pinned().notation;
  const archive = versions[namedVersion]?.[thisPlatform()];
  if (archive === undefined) {
    return false;
  }
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(`${base}/v${namedVersion}/${archive.file}`, { signal });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
