// Runs the scenarios of one or several IDs: `npm run scenario -- G3`. It first gets the tools and packs the
// task where either is missing or old, so that no run tests something else than the sources.
import { spawnSync } from 'node:child_process';
import { isPackageStale } from './package-age';
import { root } from './paths';

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const ids = process.argv.slice(2);
if (ids.length === 0 || ids.some((id) => !/^[A-Z]\d+$/.test(id))) {
  console.error('Name scenarios by their IDs: npm run scenario -- G3 H4');
  process.exit(1);
}
run('npm', ['run', '--silent', 'get-tools']);
if (isPackageStale()) run('npm', ['run', '--silent', 'package']);
// `G1` is not the beginning of `G10`.
const title = `\\b(?:${ids.join('|')})\\b`;
run('npx', [
  'mocha',
  ...['--grep', title, '--fail-zero'],
  'Tasks/Notation/tests/{scenarios,integration}/**/*.test.ts',
]);
