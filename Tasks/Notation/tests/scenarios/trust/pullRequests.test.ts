import { newestNotation } from '../../fixtures/tools';
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../../../scripts/paths';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { openSuiteWorld } from '../../fixtures/suite';
import type { World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { assertEnded, signedImage } from '../../fixtures/trust/trustAssertions';

const gate = /- script: (.*)\n\s+displayName: Verified, not skipped/;

describe('the gate of a pull request', () => {
  let world: World;
  let script: string;

  before(async function () {
    world = await openSuiteWorld(this);
    const example = readFileSync(path.join(root, 'examples/pull-requests.yml'), 'utf8');
    script = gate.exec(example)?.[1] ?? '';
    const page = readFileSync(path.join(root, 'docs/pull-requests.md'), 'utf8');
    assert.equal(gate.exec(page)?.[1], script, 'example and page differ');
  });

  async function passes(verify?: (testJob: TestJob) => Promise<unknown>): Promise<boolean> {
    const testJob = TestJob.at(world, newestNotation());
    await verify?.(testJob);
    return (await testJob.job.startScript(script).done).result === 'Succeeded';
  }

  it('is closed by a step that was skipped', async () => {
    assert.equal(await passes(), false);
  });

  it('is open only for what was verified in full', async () => {
    const { reference } = await signedImage(world);
    const verify = (level: string) => (testJob: TestJob) => {
      const inputs = { command: 'verify', artifactRefs: reference };
      const trust = world.trust(testJob.job, { level });
      return testJob.job.run(world.task, { name: 'verify', inputs: { ...inputs, ...trust } });
    };
    assert.equal(await passes(verify('strict')), true);
    assert.equal(await passes(verify('skip')), false);
  });
});

describe('a policy out of reach of a pull request', () => {
  let world: World;
  let author: Certificate;
  let artifact: string;
  /** Signed by the author of the pull request alone. */
  let forged: string;

  before(async function () {
    world = await openSuiteWorld(this);
    author = selfSignedCertificate({ folder: world.root, commonName: 'author' });
    ({ reference: artifact } = await signedImage(world));
    ({ reference: forged } = await signedImage(world, {
      keyid: world.vault.add('author', author),
    }));
  });

  /** A job whose checked-out sources trust the author, and a good trust that lies elsewhere. */
  function job(elsewhere: (testJob: TestJob) => string) {
    const testJob = TestJob.at(world, newestNotation());
    const trust = world.trust(testJob.job);
    const folder = elsewhere(testJob);
    cpSync(path.join(testJob.job.sources, '.pipeline'), folder, { recursive: true });
    world.trust(testJob.job, { certificates: [author] });
    const verify = (artifactRefs: string, inputs: Readonly<Record<string, string>>) =>
      testJob.job.run(world.task, { inputs: { command: 'verify', artifactRefs, ...inputs } });
    return { testJob, folder, trust, verify };
  }

  it('would be the one of the pull request, did it lie in its sources', async () => {
    const { trust, verify } = job((own) => path.join(own.job.root, 'unused'));
    assertEnded(await verify(forged, trust));
  });

  it('is taken from another checkout', async () => {
    const checkout = ({ job: { sources } }: TestJob) =>
      path.join(path.dirname(sources), 'policies');
    const { folder, verify } = job(checkout);
    for (const place of [folder, '../policies']) {
      const trust = {
        trustPolicy: `${place}/trustpolicy/trustpolicy.json`,
        trustStore: `${place}/truststore`,
      };
      assertEnded(await verify(artifact, trust));
      assertEnded(await verify(forged, trust), 'SignerNotTrusted');
    }
  });

  it('is taken from secure files, where the agent puts them', async () => {
    const { testJob, verify } = job(({ job: { temp } }) => path.join(temp, 'unused'));
    const { temp, variables } = testJob.job;
    writeFileSync(path.join(temp, 'signer.pem'), world.certificate.pem);
    variables.set('signer.secureFilePath', path.join(temp, 'signer.pem'));
    const trust = { trustedCertificates: '$(signer.secureFilePath)' };
    assertEnded(await verify(artifact, trust));
    assertEnded(await verify(forged, trust), 'SignerNotTrusted');
  });

  it('takes a policy that is a secure file, with a store from another checkout', async () => {
    const checkout = ({ job: { sources } }: TestJob) =>
      path.join(path.dirname(sources), 'policies');
    const { testJob, folder, verify } = job(checkout);
    const trustPolicy = path.join(testJob.job.temp, 'trustpolicy.json');
    mkdirSync(testJob.job.temp, { recursive: true });
    cpSync(path.join(folder, 'trustpolicy/trustpolicy.json'), trustPolicy);
    const trust = { trustPolicy, trustStore: path.join(folder, 'truststore') };
    assertEnded(await verify(artifact, trust));
    const run = await verify(forged, trust);
    assertEnded(run, 'SignerNotTrusted');
    assert.equal(run.outputs['VerifiedCount'], '0');
  });
});
