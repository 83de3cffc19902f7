import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World } from '../../fixtures/world';

describe("a registry that the user's own configuration lets be spoken to in plain HTTP", function () {
  let world: World;

  before(async function () {
    world = await openSuiteWorld(this);
  });

  for (const { version } of notationVersions()) {
    it(`H1 is refused: what lies in HOME decides nothing, with ${version}`, async () => {
      const job = world.job();
      // The spelling that notation speaks TLS to unless it is told otherwise.
      const host = world.registry.host.replace('localhost', '127.0.0.1');
      const { digest } = await pushImage(world.registry, 'team/app', version);
      const folder = path.join(job.home, '.config', 'notation');
      mkdirSync(folder, { recursive: true });
      const content = JSON.stringify({ insecureRegistries: [host] });
      writeFileSync(path.join(folder, 'config.json'), content);
      await job.run(world.task, { inputs: { command: 'install', version } });
      const inputs = { command: 'verify', artifactRefs: `${host}/team/app@${digest}` };
      const run = await job.run(world.task, { inputs: { ...inputs, ...world.trust(job) } });
      assert.deepEqual(
        run.issues.map(({ code }) => code),
        ['RegistryNotHttps'],
      );
    });
  }
});
