// What CI runs: `npm test`. With `--quick`, what is run between two edits: `npm run test:quick`, which has no
// checks, and packs only where the package is older than its sources.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { isPackageStale } from './package-age';
import { root } from './paths';
import { allTests, quickTests } from './tests/groups';
import { type Part, environmentOf } from './tests/parts';
import { areRealOnesAtHand } from './tools/emulated';

/** Tests often wait, for a program or a pause: two processes more than there are processors keep these busy. */
const jobs = availableParallelism() + 2;
const isQuick = process.argv.includes('--quick');
const parts: Part[] = [];

/** Runs a program to its end. @returns whether it succeeded */
async function run(command: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: environmentOf(parts) });
  const [status] = (await once(child, 'close')) as [number | null];
  return status === 0;
}

async function runPart(name: string, script: string): Promise<boolean> {
  const start = Date.now();
  const isGood = await run('npm', ['run', '--silent', script]);
  parts.push({ name, seconds: (Date.now() - start) / 1000 });
  return isGood;
}

/** Ends the run where a part failed. */
function stopUnless(good: readonly boolean[]): void {
  if (good.includes(false)) process.exit(1);
}

async function runAll(): Promise<void> {
  // The checks compute while the tools wait for downloads.
  const first = [runPart('tools', 'get-tools'), ...(isQuick ? [] : [runPart('check', 'check')])];
  stopUnless(await Promise.all(first));
  if (!isQuick || isPackageStale()) stopUnless([await runPart('package', 'package')]);
  const tests = isQuick ? quickTests() : allTests();
  if (areRealOnesAtHand()) console.log('The emulated platforms are left out: EMULATED=no.');
  const args = ['mocha', '--parallel', '--jobs', String(jobs), '--fail-zero', ...tests];
  stopUnless([await run('npx', args)]);
}

void runAll();
