import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World, registryLogin } from '../../fixtures/world';
import { pushImage } from '../../doubles/registry/image';
import { dockerConfig } from '../../fixtures/azure/registries';
import { TestJob } from '../../fixtures/job/testJob';
import { assertEnded, repository } from '../../fixtures/trust/trustAssertions';

describe('a registry whose host is not in small letters', () => {
  let world: World;

  before(async function () {
    const authentication = { kind: 'basic', ...registryLogin } as const;
    world = await openSuiteWorld(this, { registry: { authentication } });
  });

  for (const notation of notationVersions()) {
    it(`F2 is asked with the login of the docker configuration that has its spelling (${notation.version})`, async () => {
      const image = await pushImage(world.registry, repository, notation.version, {
        credentials: registryLogin,
      });
      const reference = image.reference.replace('localhost', 'LocalHost');
      const host = reference.replace(/\/.*/, '');
      const auth = Buffer.from(Object.values(registryLogin).join(':')).toString('base64');
      const job = world.job();
      const DOCKER_CONFIG = dockerConfig(job, 'docker', { auths: { [host]: { auth } } });
      const testJob = TestJob.at(world, notation, { environment: { DOCKER_CONFIG } });
      const insecure = { insecureRegistry: 'true' };
      assertEnded(await testJob.sign(reference, insecure));
      const trust = { scopes: [`${host}/${repository}`] };
      assertEnded(await testJob.verify(reference, trust, insecure));
    });
  }
});
