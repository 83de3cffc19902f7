import assert from 'node:assert/strict';
import type { PushedImage } from '../../doubles/registry/image';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { assertOnlyTaskCommands, logOf } from '../../fixtures/job/logAssertions';
import { TestJob } from '../../fixtures/job/testJob';
import { attachSignature, storeImage } from '../../fixtures/registry/content';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

const repository = 'team/app';

describe('R3 a signature that passes only because the policy logs what failed', () => {
  let world: World;
  let stranger: Certificate;

  before(async function () {
    world = await openSuiteWorld(this);
    stranger = selfSignedCertificate({ folder: world.root, commonName: 'stranger' });
  });

  beforeEach(() => {
    world.registry.reset();
  });

  function attach(image: PushedImage, certificate: Certificate): string {
    return attachSignature(world.registry, repository, image, [certificate]).digest;
  }

  const verify = ({ reference }: PushedImage) =>
    TestJob.at(world, newestNotation()).verify(
      reference,
      { level: 'audit' },
      { failOnWarning: 'true' },
    );

  it('R3 blocks no good signature behind it, where warnings fail', async () => {
    const image = storeImage(world.registry, repository);
    attach(image, stranger);
    assertOnlyTaskCommands(await verify(image), 'Failed');
    attach(image, world.certificate);
    const run = await verify(image);
    assertOnlyTaskCommands(run, 'Succeeded');
    assert.deepEqual(run.issues, [], logOf(run));
    assert(run.log.some((line) => line.includes('CN=signer')));
  });

  it('R3 counts all the same where what comes behind it cannot be read', async () => {
    const image = storeImage(world.registry, repository);
    attach(image, stranger);
    const broken = attach(image, world.certificate);
    world.registry.faults = ({ reference }) => (reference === broken ? { status: 401 } : undefined);
    const run = await TestJob.at(world, newestNotation()).verify(image.reference, {
      level: 'audit',
    });
    assertOnlyTaskCommands(run, 'SucceededWithIssues');
    assert.equal(run.issues.length, 1, logOf(run));
  });
});
