import assert from 'node:assert/strict';
import type { StepRun } from '../../../../../emulator/run';
import type { PushedImage } from '../../doubles/registry/image';
import { SBOM, attachArtifact, pushWholeImage } from '../../doubles/registry/wholeImage';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { writeSource } from '../../fixtures/inputs/inputFixture';
import { reportOf } from '../../fixtures/batches/batchFixture';
import { COSE, attachEnvelope, envelopeOf } from '../../fixtures/registry/content';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

const repository = 'team/app';

describe('a whole image under several policies', () => {
  let world: World;
  let build: Certificate;
  let security: Certificate;

  before(async function () {
    world = await openSuiteWorld(this);
    build = world.certificate;
    security = selfSignedCertificate({ folder: world.root, commonName: 'security' });
  });

  const place = () => ({ target: world.registry, repository });

  function sign(image: PushedImage, ...certificates: readonly Certificate[]): void {
    for (const certificate of certificates) {
      const envelope = envelopeOf(COSE, image, [certificate]);
      attachEnvelope(world.registry, repository, image, envelope, COSE);
    }
  }

  async function signedImage(tag: string) {
    const image = await pushWholeImage(place(), tag);
    for (const each of [image.index, ...image.platforms]) sign(each, build, security);
    return image.index;
  }

  function verify(artifactRefs: string): Promise<StepRun> {
    const { job } = TestJob.at(world, newestNotation());
    for (const [name, { pem }] of Object.entries({ build, security })) {
      const statement = {
        ...{ name, registryScopes: ['*'], signatureVerification: { level: 'strict' } },
        ...{ trustStores: [`ca:${name}`], trustedIdentities: ['*'] },
      };
      const policy = { version: '1.0', trustPolicies: [statement] };
      writeSource(job, `${name}.json`, JSON.stringify(policy));
      writeSource(job, `store/x509/ca/${name}/a.pem`, pem);
    }
    const trust = { trustPolicy: 'build.json, security.json', trustStore: 'store' };
    const more = { recursive: 'true', attachedTypes: SBOM };
    return job.run(world.task, { inputs: { command: 'verify', artifactRefs, ...trust, ...more } });
  }

  it('T3 passes where one SBOM is verified under each', async () => {
    const index = await signedImage('each');
    sign(await attachArtifact(place(), index, { content: 'one' }), build);
    const good = await attachArtifact(place(), index, { content: 'two' });
    sign(good, build, security);
    const run = await verify(index.reference);
    assert.equal(run.result, 'Succeeded', logOf(run));
    assert.equal(run.outputs['VerifiedCount'], '4');
    assert.equal(reportOf(run).artifacts[1]?.digest, good.digest);
  });

  it('T3 is refused where each policy would take another SBOM', async () => {
    const index = await signedImage('another');
    sign(await attachArtifact(place(), index, { content: 'one' }), build);
    sign(await attachArtifact(place(), index, { content: 'two' }), security);
    const run = await verify(index.reference);
    assert.equal(run.result, 'Failed', logOf(run));
    const failed = reportOf(run).artifacts.filter(({ status }) => status === 'failed');
    assert.deepEqual(
      failed.map(({ error }) => error?.code),
      ['AttachedNotVerified'],
    );
  });
});
