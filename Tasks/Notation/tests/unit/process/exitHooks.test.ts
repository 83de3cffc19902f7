import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ExitHooks } from '../../../src/process/exitHooks';

const source = path.resolve(__dirname, '../../../src/process/exitHooks');

/** Runs a script in a process of its own, with hooks that listen to its end. */
function ended(script: string): { status: number | null; stdout: string } {
  const setUp = `const { ExitHooks } = require(process.argv[1]); const hooks = new ExitHooks();
    process.once('exit', () => hooks.run());`;
  const compiler = __filename.endsWith('.ts') ? ['--require', require.resolve('tsx/cjs')] : [];
  const args = [...compiler, '-e', `${setUp}\n${script}`, source];
  return spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 });
}

describe('exit hooks', () => {
  it('run in their order, once, and each although another one failed', () => {
    const heard: string[] = [];
    const hooks = new ExitHooks();
    hooks.add(() => heard.push('first'));
    hooks.add(() => {
      throw new Error('busy');
    });
    hooks.add(() => heard.push('last'));
    hooks.run();
    hooks.run();
    assert.deepEqual(heard, ['first', 'last']);
  });

  it('W2 that fail do not undo the end of the process', () => {
    const { status, stdout } = ended(`
      hooks.add(() => { throw new Error('busy'); });
      hooks.add(() => console.log('last'));
      process.on('uncaughtException', () => console.log('undone'));
      require('node:net').createServer().listen(0, '127.0.0.1');
      process.exit(130);`);
    assert.deepEqual([status, stdout], [130, 'last\n']);
  });

  it('all run where one of them ends the process', () => {
    const { status, stdout } = ended(`
      hooks.add(() => hooks.exit());
      hooks.add(() => console.log('last'));
      process.exitCode = 3;
      hooks.exit();`);
    assert.deepEqual([status, stdout], [3, 'last\n']);
  });
});
