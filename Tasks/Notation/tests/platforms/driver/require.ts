import { isOnCi } from '../../../../../scripts/tools/emulated';
import type { Target } from './target';

/**
 * Skips the tests of a platform where this machine has not what they need, and says which command gets it.
 * @throws on CI, where a missing platform is a failure: a skipped test proves nothing
 */
export function requireTarget(context: Mocha.Context, target: Target): void {
  if (target.isReady()) return;
  const command = target.name === 'native' ? 'get-tools' : 'test:platforms';
  const needs = target.name === 'native' ? '' : ', as root on a Debian of x64';
  const message = `${target.title}: not ready, run "npm run ${command}"${needs}`;
  if (isOnCi()) throw new Error(message);
  console.log(`skipped, ${message}`);
  context.skip();
}
