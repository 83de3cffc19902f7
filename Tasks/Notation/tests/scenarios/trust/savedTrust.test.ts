import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { logOf } from '../../fixtures/job/logAssertions';
import { TestJob } from '../../fixtures/job/testJob';
import { writeSource } from '../../fixtures/inputs/inputFixture';
import { assertEnded, signedImage } from '../../fixtures/trust/trustAssertions';

describe('the trust that a step saves', () => {
  let world: World;
  let artifact: string;
  let others: Certificate[];

  before(async function () {
    world = await openSuiteWorld(this);
    ({ reference: artifact } = await signedImage(world));
    others = ['one', 'two'].map((commonName) =>
      selfSignedCertificate({ folder: world.root, commonName, key: 'EC-256' }),
    );
  });

  function verify({ job }: TestJob, inputs: Readonly<Record<string, string>>): Promise<StepRun> {
    return job.run(world.task, {
      inputs: { command: 'verify', artifactRefs: artifact, ...inputs },
    });
  }

  /** A job whose sources hold the signer's certificate. */
  function stationWith(content = world.certificate.pem): TestJob {
    const testJob = TestJob.at(world, newestNotation());
    writeSource(testJob.job, 'signer.pem', content);
    return testJob;
  }

  const saving = { trustedCertificates: 'signer.pem', saveTrustTo: 'trust' };
  const saved = {
    trustPolicy: 'trust/trustpolicy/trustpolicy.json',
    trustStore: 'trust/truststore',
  };
  const store = 'trust/truststore/x509/ca/trusted';

  it('holds no private key that stood beside a certificate', async () => {
    const key = readFileSync(world.certificate.keyPath, 'utf8');
    const testJob = stationWith(`\ufeff${key}${world.certificate.pem}${key}`);
    assertEnded(await verify(testJob, saving));
    const file = path.join(testJob.job.sources, store, 'signer.pem');
    assert.equal(readFileSync(file, 'utf8'), world.certificate.pem);
    assertEnded(await verify(testJob, saved));
  });

  it('holds each certificate, whatever the names of their files', async () => {
    const testJob = TestJob.at(world, newestNotation());
    const [one, two] = others.map(({ pem }) => pem);
    writeSource(testJob.job, 'a/x.pem', world.certificate.pem);
    writeSource(testJob.job, 'b/x.pem', one ?? '');
    writeSource(testJob.job, 'c/1-x.pem', two ?? '');
    writeSource(testJob.job, 'notes.txt', world.certificate.pem);
    const trustedCertificates = 'a/x.pem, b/x.pem, c/1-x.pem, notes.txt';
    assertEnded(await verify(testJob, { ...saving, trustedCertificates }));
    const folder = path.join(testJob.job.sources, store);
    const contents = readdirSync(folder).map((name) =>
      readFileSync(path.join(folder, name), 'utf8'),
    );
    const { pem } = world.certificate;
    assert.deepEqual(contents.sort(), [pem, pem, one, two].sort());
    assertEnded(await verify(testJob, saved));
  });

  it('holds no file without a certificate, at a level that only logs such a file', async () => {
    const testJob = stationWith();
    writeSource(testJob.job, 'broken.pem', 'no certificate');
    const trustedCertificates = 'signer.pem, broken.pem';
    const run = await verify(testJob, {
      ...saving,
      trustedCertificates,
      verificationLevel: 'audit',
    });
    assert.equal(run.result, 'SucceededWithIssues', logOf(run));
    assert.deepEqual(readdirSync(path.join(testJob.job.sources, store)), ['signer.pem']);
    assertEnded(await verify(testJob, saved));
  });

  it('is read again where its file was named as what a store leaves out', async () => {
    const testJob = stationWith();
    writeSource(testJob.job, 'signer.txt', world.certificate.pem);
    assertEnded(await verify(testJob, { ...saving, trustedCertificates: 'signer.txt' }));
    assertEnded(await verify(testJob, saved));
  });

  /** Links that lead out of the folder, by what stands in their place; they lead to `../outside`. */
  const links = [
    'trust/trustpolicy/trustpolicy.json',
    'trust/trustpolicy',
    'trust/truststore',
    'trust',
    'deep',
  ];
  for (const link of links) {
    for (const isDangling of [true, false]) {
      it(`is not written through a link, ${isDangling ? 'to nothing' : 'to a folder'}: ${link}`, async () => {
        const testJob = stationWith();
        const { sources } = testJob.job;
        const outside = path.join(sources, '../outside');
        if (!isDangling) mkdirSync(outside);
        mkdirSync(path.dirname(path.join(sources, link)), { recursive: true });
        symlinkSync(outside, path.join(sources, link));
        const saveTrustTo = link === 'deep' ? 'deep/trust' : 'trust';
        const run = await verify(testJob, { ...saving, saveTrustTo });
        assertEnded(run, 'SaveTargetExists');
        const message = run.issues[0]?.message ?? '';
        assert(message.includes(`: ${path.join(sources, link)} `), message);
        assert.deepEqual(isDangling ? existsSync(outside) : readdirSync(outside).length > 0, false);
        assert(lstatSync(path.join(sources, link)).isSymbolicLink());
      });
    }
  }

  it('takes the place of no file', async () => {
    for (const name of ['trust/trustpolicy', 'trust/truststore']) {
      const testJob = stationWith();
      writeSource(testJob.job, name, 'mine');
      assertEnded(await verify(testJob, saving), 'SaveTargetExists');
      assert.equal(readFileSync(path.join(testJob.job.sources, name), 'utf8'), 'mine');
    }
  });

  it('may go to a place elsewhere that is reached by a link', async () => {
    const testJob = stationWith();
    const { root } = testJob.job;
    mkdirSync(path.join(root, 'drive'));
    symlinkSync('drive', path.join(root, 'mounted'));
    const saveTrustTo = path.join(root, 'mounted', 'trust');
    assertEnded(await verify(testJob, { ...saving, saveTrustTo }));
    assert(existsSync(path.join(root, 'drive/trust/trustpolicy/trustpolicy.json')));
  });
});
