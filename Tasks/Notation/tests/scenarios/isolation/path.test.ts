import assert from 'node:assert/strict';
import path from 'node:path';
import { snapshot } from '../../../../../emulator/snapshot';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World } from '../../fixtures/world';

describe('what install puts on PATH', function () {
  let world: World;

  before(async function () {
    world = await openSuiteWorld(this);
  });

  it('H7 is a directory of its own that holds notation and nothing else', async () => {
    const [first, last] = [notationVersions().at(0), notationVersions().at(-1)];
    const job = world.job();
    for (const version of [first?.version ?? '', last?.version ?? '', last?.version ?? '']) {
      const before = job.prependedPath.length;
      const inputs = { command: 'install', isCustomVersion: 'false', version };
      const { result, log } = await job.run(world.task, { inputs });
      assert.equal(result, 'Succeeded', log.join('\n'));
      assert.equal(job.prependedPath.length, before + 1);
      const [directory = ''] = job.prependedPath;
      assert.equal(path.dirname(directory), job.temp);
      assert.match(path.basename(directory), /^notation-cli-/);
      assert.equal(snapshot(job.temp).get(path.basename(directory))?.mode, '0700');
      const held = [...snapshot(directory)].map(([name, { type, mode }]) => [name, type, mode]);
      assert.deepEqual(held, [['notation', 'file', '0755']]);
    }
    assert(!job.prependedPath.includes(job.temp));
  });

  it('H7 is not there when install failed', async () => {
    const job = world.job();
    const [{ version } = { version: '' }] = notationVersions();
    world.releases.setFault(() => ({ kind: 'status', status: 404 }));
    const inputs = { command: 'install', isCustomVersion: 'false', version };
    const { result } = await job.run(world.task, { inputs });
    assert.equal(result, 'Failed');
    assert.deepEqual(job.prependedPath, []);
    assert.deepEqual([...snapshot(job.temp).keys()], ['.taskkey']);
  });
});
