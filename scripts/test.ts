// What CI runs: `npm test`. With `--quick`, what is run between two edits: `npm run test:quick`, which has no
// checks, and packs only where the package is older than its sources.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { isPackageStale } from './package-age';
import { root } from './paths';
import { allTests, quickTests } from './tests/groups';
import { type Part, environmentOf } from './tests/parts';
import { areRealOnesAtHand } from './tools/emulated';

/** Tests often wait, for a program or a pause: one process more than there are processors keeps these busy. */
const jobs = availableParallelism() + 1;
const isQuick = process.argv.includes('--quick');
const parts: Part[] = [];

function run(command: string, args: readonly string[]): void {
  const env = environmentOf(parts);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function runPart(name: string, script: string): void {
  const start = Date.now();
  run('npm', ['run', '--silent', script]);
  parts.push({ name, seconds: (Date.now() - start) / 1000 });
}

if (!isQuick) runPart('check', 'check');
runPart('tools', 'get-tools');
if (!isQuick || isPackageStale()) runPart('package', 'package');
const tests = isQuick ? quickTests() : allTests();
if (areRealOnesAtHand()) console.log('The emulated platforms are left out: EMULATED=no.');
run('npx', ['mocha', '--parallel', '--jobs', String(jobs), '--fail-zero', ...tests]);
