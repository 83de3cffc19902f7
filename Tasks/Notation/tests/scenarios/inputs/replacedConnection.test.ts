import assert from 'node:assert/strict';
import { pushImage } from '../../doubles/registry/image';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { assertEnded, repository } from '../../fixtures/trust/trustAssertions';
import { type World, registryLogin } from '../../fixtures/world';

const id = 'a1b2c3d4-0000-4000-8000-00000000000f';
const registry = 'https://other.example';

describe('a variable with the name under which the agent passes a service connection', () => {
  let world: World;
  let reference: string;

  before(async function () {
    const authentication = { kind: 'basic', ...registryLogin } as const;
    world = await openSuiteWorld(this, { registry: { authentication } });
    const credentials = registryLogin;
    ({ reference } = await pushImage(world.registry, repository, 'v1', { credentials }));
  });

  /** A job with a connection to another registry than that of the artifact. */
  function openJob(): TestJob {
    const testJob = TestJob.at(world, newestNotation());
    const parameters = { ...registryLogin, registry };
    testJob.job.addEndpoint({ ...world.registryConnection, id, name: 'other', parameters });
    return testJob;
  }

  it('I4 leads its login to no other registry', async () => {
    const testJob = openJob();
    const login = { containerRegistry: 'other' };
    const name = `ENDPOINT_AUTH_PARAMETER_${id}_REGISTRY`;
    testJob.job.variables.set(name, world.registry.host, { preserveCase: true });
    const before = world.registry.requests.length;
    const run = await testJob.verify(reference, {}, login);
    assertEnded(run, 'ConnectionReplaced');
    assert(
      run.issues.some(({ message }) => message.includes(name)),
      logOf(run),
    );
    assert.equal(world.registry.requests.length, before);
  });

  it('I4 may be that of a connection which the step does not use', async () => {
    const testJob = openJob();
    testJob.job.variables.set('ENDPOINT_URL', 'x');
    testJob.job.variables.set(`ENDPOINT_AUTH_${id}`, 'x');
    const used = { containerRegistry: world.registryConnection.name };
    assertEnded(await testJob.verify(reference, {}, used), 'NotSigned');
  });
});
