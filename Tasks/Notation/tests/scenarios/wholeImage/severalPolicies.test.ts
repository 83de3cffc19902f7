import assert from 'node:assert/strict';
import type { StepRun } from '../../../../../emulator/run';
import type { PushedImage } from '../../doubles/registry/image';
import { SBOM, attachArtifact, pushWholeImage } from '../../doubles/registry/wholeImage';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { writeSource } from '../../fixtures/inputs/inputFixture';
import { reportOf } from '../../fixtures/batches/batchFixture';
import { attachSignature } from '../../fixtures/registry/content';
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
      attachSignature(world.registry, repository, image, [certificate]);
    }
  }

  async function signedImage(tag: string) {
    const image = await pushWholeImage(place(), tag);
    for (const each of [image.index, ...image.platforms]) sign(each, build, security);
    return image.index;
  }

  /** @param skips policies of the level skip; the others are strict */
  function verify(artifactRefs: string, ...skips: readonly string[]): Promise<StepRun> {
    const { job } = TestJob.at(world, newestNotation());
    for (const [name, { pem }] of Object.entries({ build, security })) {
      const level = skips.includes(name) ? 'skip' : 'strict';
      const statement = {
        ...{ name, registryScopes: ['*'], signatureVerification: { level } },
        ...(level === 'strict' && { trustStores: [`ca:${name}`], trustedIdentities: ['*'] }),
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

  for (const skipped of ['build', 'security']) {
    it(`T2 is read as a whole where ${skipped} skips it and the other policy does not`, async () => {
      const tag = `skip-${skipped}`;
      const { index, platforms } = await pushWholeImage(place(), tag);
      const [first, second] = platforms;
      assert(first !== undefined && second !== undefined);
      const sbom = await attachArtifact(place(), index);
      for (const each of [index, first, sbom]) sign(each, build, security);
      const run = await verify(index.reference.replace(/@.*/, `:${tag}`), skipped);
      assert.equal(run.result, 'Failed', logOf(run));
      const asked = world.registry.requests.filter((one) => one.path.endsWith(`/manifests/${tag}`));
      const reads = asked.filter(({ method }) => method !== 'PUT');
      assert.equal(reads.length, 1, 'all judge the content that the tag meant at first');
      const { artifacts } = reportOf(run);
      assert.deepEqual(
        artifacts.map(({ status }) => status),
        ['skipped', 'skipped', 'skipped', 'failed'],
      );
      assert.deepEqual(
        [artifacts[3]?.digest, artifacts[3]?.error?.code],
        [second.digest, 'NotSigned'],
      );
      sign(second, build, security);
      assert.equal((await verify(index.reference, skipped)).result, 'SucceededWithIssues');
    });
  }

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
