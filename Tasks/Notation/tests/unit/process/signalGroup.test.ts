import assert from 'node:assert/strict';
import childProcess from 'node:child_process';
import sinon from 'sinon';
import { signalGroup } from '../../../src/process/signalGroup';
import { onPlatform } from '../platform';

describe('signalGroup', () => {
  afterEach(() => {
    sinon.restore();
  });

  it('H9 ends a tree on Windows by the system’s own program, which gets nothing of the step', () => {
    sinon.stub(process, 'env').value({ SystemRoot: 'D:\\Win', PATH: '.', INPUT_SECRET: 'x' });
    const spawn = sinon.stub(childProcess, 'spawnSync');
    onPlatform('win32', () => {
      signalGroup({ pid: 7 }, 'SIGKILL');
    });
    const [program, args, options] = spawn.firstCall.args as unknown[];
    assert.equal(program, 'D:\\Win\\System32\\taskkill.exe');
    assert.deepEqual(args, ['/pid', '7', '/t', '/f']);
    const { cwd, env } = options as { cwd?: unknown; env?: unknown };
    assert.deepEqual([cwd, env], ['D:\\Win', { SystemRoot: 'D:\\Win' }]);
  });
});
