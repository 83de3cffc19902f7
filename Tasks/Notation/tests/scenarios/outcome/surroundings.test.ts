import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World, signInputs } from '../../fixtures/world';
import { hostileLine, hostileName, hostileValue } from '../../fixtures/job/injectionTexts';
import { type Statement, TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, codesOf, logOf } from '../../fixtures/job/logAssertions';

describe('the gate and hostile surroundings of a step', () => {
  let world: World;
  let stations: TestJob[];
  let artifact: string;

  before(async function () {
    world = await openSuiteWorld(this);
    stations = notationVersions().map((each) => TestJob.at(world, each, { debug: true }));
    ({ reference: artifact } = await pushImage(world.registry, 'team/app', '1'));
    const run = await stations[0]?.sign(artifact);
    assert.equal(run?.result, 'Succeeded');
  });

  function verified(testJob: TestJob, inputs: Record<string, string>) {
    const all = { command: 'verify', artifactRefs: artifact, ...inputs };
    return testJob.job.run(world.task, { inputs: all });
  }

  for (const place of ['alone', 'behind a good one', 'behind an empty one']) {
    it(`G2 obeys nothing in RESOURCE_URIS, ${place}`, async () => {
      const good = place === 'behind a good one' ? `https://${artifact}` : '';
      const uris = place === 'alone' ? hostileValue : `${good},${hostileValue}`;
      for (const testJob of stations) {
        const variables = { RESOURCE_URIS: uris };
        const PATH = testJob.job.environment['PATH'] ?? '';
        const job = world.job({ debug: true, variables, environment: { PATH } });
        for (const command of ['sign', 'verify']) {
          const inputs = { ...signInputs(world), command, ...world.trust(job) };
          const run = await job.run(world.task, { inputs });
          const usable = command === 'sign' && uris.includes(artifact);
          const result = usable ? 'SucceededWithIssues' : 'Failed';
          assertOnlyTaskCommands(run, result, [world.vault.access.clientSecret ?? '']);
        }
      }
    });
  }

  it('G2 obeys nothing in the name of a file of the trust store', async () => {
    for (const testJob of stations) {
      const trust = world.trust(testJob.job);
      const store = path.join(testJob.job.sources, '.pipeline/truststore/x509/ca/signers');
      writeFileSync(path.join(store, `.${hostileName.replaceAll('\n', '')}`), '');
      writeFileSync(path.join(store, `${hostileName}.pem`), world.certificate.pem);
      assertOnlyTaskCommands(await verified(testJob, trust), 'Succeeded');
      writeFileSync(path.join(store, hostileName), hostileLine);
      const run = await verified(testJob, trust);
      assertOnlyTaskCommands(run);
      assert.deepEqual(codesOf(run), ['CertificateUnreadable']);
    }
  });

  it('G2 obeys nothing in the names of trust stores and identities', async () => {
    const identity = `x509.subject: C=US, ST=WA, O=${hostileLine}`;
    for (const testJob of stations) {
      for (const change of [
        (statement: Statement) => (statement.trustStores = [`ca:${hostileValue}`]),
        (statement: Statement) => (statement.trustedIdentities = [identity]),
        (statement: Statement) => (statement.trustedIdentities = [hostileValue]),
      ]) {
        assertOnlyTaskCommands(await testJob.verify(artifact, { change }));
      }
    }
  });

  it('G2 obeys nothing in the name of a trust policy statement', async () => {
    const stranger = selfSignedCertificate({ folder: world.root, commonName: 'stranger' });
    for (const testJob of stations) {
      for (const level of ['skip', 'audit']) {
        const change = (statement: Statement) => (statement.name = hostileValue);
        const run = await testJob.verify(artifact, { level, change, certificates: [stranger] });
        assertOnlyTaskCommands(run, 'SucceededWithIssues');
      }
    }
  });

  it('G2 obeys nothing in a trust policy that is no JSON', async () => {
    for (const testJob of stations) {
      const trust = world.trust(testJob.job);
      writeFileSync(path.join(testJob.job.sources, trust.trustPolicy), hostileValue);
      const run = await verified(testJob, trust);
      assertOnlyTaskCommands(run);
      assert.deepEqual(codesOf(run), ['TrustPolicyMalformed']);
    }
  });

  it('G2 obeys nothing in the names of files that go to the plugin', async () => {
    for (const testJob of stations) {
      const name = `${hostileName}.pem`;
      const file = path.join(testJob.job.sources, name);
      writeFileSync(file, hostileValue);
      const inputs = { selfSigned: 'false', caCertBundle: name };
      const run = await testJob.sign(artifact, inputs);
      assertOnlyTaskCommands(run, 'Failed', [world.vault.access.clientSecret ?? '']);
      assert.deepEqual(codesOf(run), ['PluginFailed'], logOf(run));
    }
  });

  it('G2 obeys nothing in the subject of a signing certificate', async () => {
    const commonName = hostileLine.slice(0, 60).replaceAll('/', '');
    const named = selfSignedCertificate({ folder: world.root, commonName });
    const keyid = world.vault.add('hostile', named);
    const { reference } = await pushImage(world.registry, 'team/app', 'named');
    for (const testJob of stations) {
      const run = await testJob.sign(reference, { keyid });
      assertOnlyTaskCommands(run, 'Succeeded', [world.vault.access.clientSecret ?? '']);
      assertOnlyTaskCommands(await testJob.verify(reference));
    }
  });

  it('G2 obeys nothing in the scheme of a service connection', async () => {
    const [testJob] = stations;
    assert(testJob !== undefined);
    const hostile = {
      ...world.connection,
      id: 'a1b2c3d4-0000-4000-8000-00000000000f',
      name: 'hostile',
    };
    testJob.job.addEndpoint({ ...hostile, scheme: hostileValue });
    const run = await testJob.sign(artifact, { azurekvServiceConection: 'hostile' });
    assertOnlyTaskCommands(run);
    assert.deepEqual(codesOf(run), ['ConnectionSchemeUnknown']);
  });
});
